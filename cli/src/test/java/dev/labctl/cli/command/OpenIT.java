package dev.labctl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.labctl.cli.lab.CommandLineFixture;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code labctl open} as a person sees it: in a real browser, over a lab that works. */
final class OpenIT {
    private static final CommandLineFixture LINE = new CommandLineFixture();
    private static final String FUNCTION = "labctl-s3-replication-s3-replicator";

    @BeforeAll
    static void deploy() {
        LINE.labctl("deploy", "s3-replication", "--yes");
        upload("first.txt");
    }

    @AfterAll
    static void stop() {
        LINE.close();
    }

    private static void upload(String name) {
        LINE.labctl(
                "upload", LINE.file(name, "what is in " + name).toString(), "--lab", "s3-replication", "--key", name);
    }

    private static String link(String view) {
        String url = LINE.labctl("open", "--no-browser", view).out().strip();
        assertThat(url)
                .startsWith(LINE.endpoint() + "/_labctl/open/login?token=")
                .contains("view=" + view);
        return url;
    }

    @Test
    void theLinkIsTheOnlyResult() {
        assertThat(LINE.labctl("open", "-o", "json", "--no-browser").json()).containsOnlyKeys("url");
        assertThat(link("queues").lines()).hasSize(1);
    }

    @Test
    void aBrowserShowsTheGraphInvocationsAndLogsAndKeepsThemUpToDate() throws Exception {
        Optional<Path> program = HeadlessBrowser.installed();
        assumeTrue(program.isPresent(), "no Chromium on this machine; LABCTL_TEST_BROWSER names one");
        try (HeadlessBrowser browser =
                HeadlessBrowser.start(program.get(), LINE.home().resolve("browser"))) {
            browser.open(link("stacks"));
            browser.click("main th a[href*='labctl-s3-replication']");
            graph(browser);
            invocations(browser);
            restart(browser);
            assertThat(browser.failures()).isEmpty();
            assertThat(browser.requested())
                    .isNotEmpty()
                    .allMatch(url -> url.startsWith(LINE.endpoint() + "/_labctl/open/"));
        }
    }

    private static void graph(HeadlessBrowser browser) throws Exception {
        browser.await("the graph", "document.querySelectorAll('.graph a.node.ok').length > 8");
        browser.await("arrows between its resources", "document.querySelectorAll('.graph path.edge').length > 8");
        browser.click(".graph a[data-key='ReplicatorFunction']");
        browser.await(
                "the function's details",
                "document.querySelector('#resource')?.innerText.includes('" + FUNCTION + "')");
        browser.await("its events", "document.querySelector('#resource')?.innerText.includes('CREATE_COMPLETE')");
        browser.click("#resource a[href*='#/functions/']");
    }

    private static void invocations(HeadlessBrowser browser) throws Exception {
        browser.await(
                "an invocation", "document.querySelector('details.invocation summary')?.innerText.includes('success')");
        browser.await("its cold start", "document.querySelector('.invocation .cold')");
        browser.await(
                "its log line", "document.querySelector('.invocation pre')?.textContent.includes('COPIED first.txt')");
        browser.evaluate("window.sameDocument = true; document.querySelector('details.invocation').open = true");
        upload("second.txt");
        browser.await("the second one", "document.querySelector('main').textContent.includes('COPIED second.txt')");
        assertThat(browser.evaluate("window.sameDocument")).isEqualTo(true);
        assertThat(browser.evaluate("document.querySelectorAll('details.invocation[open]').length"))
                .isEqualTo(1);
    }

    private static void restart(HeadlessBrowser browser) throws Exception {
        LINE.labctl("local", "stop");
        browser.await(
                "a banner", "document.querySelector('#banner:not([hidden])')?.innerText.includes('does not answer')");
        LINE.labctl("local", "start");
        browser.await("the page to go on", "document.querySelector('#banner').hidden");
        assertThat(browser.evaluate("window.sameDocument")).isEqualTo(true);
    }
}
