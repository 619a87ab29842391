package dev.labctl.cli.command.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.labctl.cli.lab.CommandLineFixture;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** {@code labctl open} as a person sees it: in a real browser, over a lab that works. */
final class OpenIT {
    private static final CommandLineFixture LINE = new CommandLineFixture();
    private static final String FUNCTION = "labctl-s3-replication-s3-replicator";
    private static final String BUCKET = "labctl-s3-replication-primary-123456789012-us-east-1";

    @BeforeAll
    static void deploy() {
        LINE.labctl("deploy", "s3-replication", "--yes");
        upload("first.txt");
    }

    @AfterAll
    static void stop() {
        LINE.close();
    }

    private static void upload(String key) {
        String file = LINE.file("some.txt", "what is in " + key).toString();
        LINE.labctl("upload", file, "--lab", "s3-replication", "--key", key);
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
            failed(browser);
            hostile(browser);
            narrow(browser);
            places(browser);
            tail(browser);
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

    private static void failed(HeadlessBrowser browser) throws Exception {
        assertThat(LINE.tryLabctl("invoke", FUNCTION, "--payload", "{}").exitCode())
                .isNotEqualTo(0);
        browser.await(
                "the failed one",
                "document.querySelector('.invocation .status.bad')?.innerText.includes('Runtime.UserException')");
        assertThat(browser.evaluate("document.title")).isEqualTo(FUNCTION + " - Functions - labctl local cloud");
    }

    private static void hostile(HeadlessBrowser browser) throws Exception {
        try (S3Client s3 = LINE.client(S3Client.builder())) {
            for (String key : new String[] {"<img src=x onerror=window.hacked=1>\u202Egpj.exe", "x".repeat(400)}) {
                s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromString("x"));
            }
        }
        browser.evaluate("location.hash = '#/buckets'");
        browser.click("main th a[href*='s3-replication-primary']");
        browser.await("a key as it is", "document.querySelector('main').textContent.includes('=1>⟨U+202E⟩gpj.exe')");
        browser.await("a long key that is folded", "document.querySelector('details.long:not([open])')");
        assertThat(browser.evaluate("window.hacked === undefined && !document.querySelector('main img')"))
                .isEqualTo(true);
    }

    private static void narrow(HeadlessBrowser browser) throws Exception {
        browser.width(400);
        for (String view : new String[] {"overview", "stacks", "buckets", "functions", "logs"}) {
            browser.evaluate("location.hash = '#/" + view + "'");
            browser.await(
                    view,
                    "document.title.toLowerCase().startsWith('" + view + "') && document.querySelector('main table')");
            assertThat(browser.evaluate("[document.documentElement, ...document.querySelectorAll('.scroll')]"
                            + ".filter(each => each.scrollWidth > each.clientWidth).length"))
                    .as("what must be scrolled sideways in " + view)
                    .isEqualTo(0);
        }
        browser.await(
                "the link of the current view, far right, to be seen",
                "document.querySelector('nav [aria-current]').getBoundingClientRect().right <= 400");
        browser.width(1280);
    }

    private static void places(HeadlessBrowser browser) throws Exception {
        browser.evaluate("location.hash = '#/stacks/labctl-s3-replication'");
        browser.await("a long page", "document.querySelector('.graph') && document.body.scrollHeight > 1500");
        browser.evaluate("scrollTo(0, 321)");
        browser.await("the place to be known", "scrollY === 321 && history.state?.visit");
        browser.evaluate("location.hash = '#/queues'");
        browser.await("another page, from its beginning", "document.title.startsWith('Queues') && scrollY === 0");
        browser.evaluate("history.back()");
        browser.await("the place where it was left", "document.querySelector('.graph') && scrollY === 321");
    }

    /** What an instance prints is read from its end, and followed until the reader scrolls back. */
    private static void tail(HeadlessBrowser browser) throws Exception {
        browser.evaluate("import('./dom.js').then(({ h, show }) => {"
                + " const place = document.body.appendChild(h('div'));"
                + " window.print = (count) => show(place, [h('pre', { 'data-tail': true, 'data-key': 'console',"
                + " class: 'lines' }, Array.from({ length: count }, (_, at) =>"
                + " h('span', { 'data-key': at }, `line ${at}\\n`)))]);"
                + " window.fromEnd = () => { const pre = place.firstChild;"
                + " return pre.scrollHeight - pre.clientHeight - pre.scrollTop; };"
                + " window.printed = place; })");
        browser.await("the module", "window.printed");
        browser.evaluate("window.print(100)");
        browser.await("the end", "window.printed.textContent.includes('line 99') && window.fromEnd() < 2");
        browser.evaluate("window.print(150)");
        browser.await("the new end", "window.printed.textContent.includes('line 149') && window.fromEnd() < 2");
        browser.evaluate("window.printed.firstChild.scrollTop = 50; window.print(200)");
        assertThat(browser.evaluate("window.printed.firstChild.scrollTop")).isEqualTo(50);
        browser.evaluate("window.printed.remove()");
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
