package dev.labctl.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.load.html.HtmlReport;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** The HTML report of loads that really ran. */
class HtmlReportTest {
    private static final Judgement.Kind CLEAN = new Judgement.Kind("todos", 7, 1, 0, 0, 0, 0, 0, 0, 0);

    /** A load of a server that fails every fifth call, for a second and a half. */
    private static LoadFigures figures(LoadPlan plan) throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        try (TestServer server =
                new TestServer(exchange -> TestServer.answer(exchange, calls.incrementAndGet() % 5 == 0 ? 503 : 200))) {
            return new LoadEngine(plan)
                    .run((number, random) ->
                            () -> random.nextBoolean() ? server.get("/todos?a&b") : server.get("/users"));
        }
    }

    private static LoadReport report(long maxErrors, Judgement judgement) throws InterruptedException {
        LoadPlan plan = new LoadPlan(3, Duration.ofMillis(1500), Duration.ofMillis(200), 100.0, 4711);
        return new LoadReport("todo-api", "local (somewhere)", plan, maxErrors, figures(plan), judgement, List.of());
    }

    @Test
    void thePageIsWellFormedAndNeedsNothingFromElsewhere() throws Exception {
        String page = HtmlReport.of(report(1_000, new Judgement(List.of(CLEAN), List.of())));

        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(page)));
        assertThat(document.getElementsByTagName("figure").getLength()).isEqualTo(3);
        assertThat(page)
                .contains("GET /todos?a&amp;b", "GET /users", "Passed", "status 503", "4711", "warm-up")
                .contains("prefers-color-scheme: dark")
                .doesNotContain("<script", "src=", "href=", "url(", "@import", "NaN", "Infinity");
    }

    @Test
    void thePageSaysWhyALoadFailed() throws Exception {
        Judgement.Kind bad = new Judgement.Kind("todos", 7, 1, 1, 2, 3, 4, 0, 0, 0);
        LoadReport report = report(0, new Judgement(List.of(bad), List.of("todo 'a & b' is not there")));

        assertThat(report.exitCode()).isEqualTo(1);
        assertThat(HtmlReport.of(report))
                .contains("Failed", "todos: 1 lost", "todos: 2 duplicated", "todos: 3 wrong", "todos: 4 deleted and")
                .contains("failed, and none may", "todo &#39;a &amp; b&#39; is not there");
    }

    @Test
    void aLoadWithoutACallIsShownToo() throws Exception {
        LoadPlan plan = new LoadPlan(1, Duration.ofSeconds(1), Duration.ZERO, null, 1);
        LoadEngine engine = new LoadEngine(plan);
        engine.stop();
        LoadFigures none = engine.run((number, random) -> () -> {
            throw new AssertionError("the load was over");
        });
        LoadReport report =
                new LoadReport("todo-api", "local", plan, 0, none, new Judgement(List.of(CLEAN), List.of()), List.of());

        assertThat(report.reasons()).containsExactly("no call was made in the time that is measured");
        assertThat(HtmlReport.of(report)).contains("Failed").doesNotContain("NaN", "Infinity");
    }
}
