package dev.labctl.cli.report;

import dev.labctl.cli.html.Markup;
import dev.labctl.cli.html.Page;
import dev.labctl.cli.output.Durations;
import dev.labctl.cli.report.ReportCase.Outcome;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** A report as one HTML page: the labs in a table, then each lab's checks; what is not well is open, the rest unfolds. */
final class Html {
    private static final String STYLE = """
            .labs th, .labs td { text-align: left; }
            .lab { margin-top: 32px; }
            .case { border-bottom: 1px solid var(--rule); margin: 0; padding: 7px 4px; overflow-wrap: anywhere; }
            .case summary { color: var(--text); list-style-position: outside; margin-left: 18px; }
            .case .time { float: right; color: var(--quiet); font-size: .85rem; margin-left: 12px; }
            .case .claim { display: block; color: var(--quiet); font-size: .9rem; }
            .case ul, .case .reason { margin: 6px 0 4px 18px; padding-left: 16px; }
            .case .reason { padding: 8px 12px; border-radius: 6px; white-space: pre-wrap; }
            .case li { font-size: .9rem; color: var(--quiet); white-space: pre-wrap; }
            .mark { font-weight: 700; }
            .mark.passed, .mark.failed, .mark.untried { background: none; }
            .untried { color: var(--quiet); background: var(--panel); }
            """;

    private final Report report;
    private final Markup page = new Markup();

    private Html(Report report) {
        this.report = report;
    }

    static String of(Report report) {
        Html html = new Html(report);
        html.header();
        html.labs();
        report.suites().forEach(html::suite);
        return Page.of("%s: %s".formatted(report.title(), verdict(report)), STYLE, html.page);
    }

    private static String verdict(Report report) {
        return report.passed() ? "passed" : "failed";
    }

    private void header() {
        page.add("<header>%n<h1>%s</h1>%n", Markup.safe(report.title()));
        page.add(
                "<p class=\"quiet\">%s, took %s</p>%n",
                report.startedAt().truncatedTo(ChronoUnit.SECONDS), Durations.readable(report.took()));
        page.add(
                "<div class=\"verdict %s\" role=\"status\">%s</div>%n",
                verdict(report), report.passed() ? "&#10003; Passed" : "&#10007; Failed");
        page.add("<dl class=\"cards\">%n");
        Page.card(page, "labs", Integer.toString(report.suites().size()));
        for (Outcome outcome : Outcome.values()) {
            Page.card(page, outcome.word(), Long.toString(report.count(outcome)));
        }
        page.add("</dl>%n</header>%n");
    }

    private void labs() {
        page.add("<section>%n<h2>Labs</h2>%n<div class=\"wide\" tabindex=\"0\">%n<table class=\"labs\">%n<thead><tr>");
        for (String column : new String[] {"lab", "verdict", "passed", "failed", "broken", "not run", "took"}) {
            page.add("<th scope=\"col\">%s</th>", column);
        }
        page.add("</tr></thead>%n<tbody>%n");
        for (ReportSuite suite : report.suites()) {
            String style = suite.verdict().equals("failed") ? "bad" : "";
            page.add("<tr><th scope=\"row\"><a href=\"#%1$s\">%1$s</a></th>", Markup.safe(suite.name()));
            page.add("<td class=\"%s\">%s</td>", style, suite.verdict());
            for (Outcome outcome : Outcome.values()) {
                page.add("<td>%d</td>", suite.count(outcome));
            }
            page.add("<td>%s</td></tr>%n", time(suite.took()));
        }
        page.add("</tbody>%n</table>%n</div>%n</section>%n");
    }

    private void suite(ReportSuite suite) {
        page.add("<section class=\"lab\" id=\"%1$s\">%n<h2>%1$s</h2>%n", Markup.safe(suite.name()));
        page.add("<p class=\"quiet\">%s</p>%n", Markup.safe(suite.target()));
        suite.cases().forEach(this::test);
        page.add("</section>%n");
    }

    private void test(ReportCase test) {
        boolean isTrouble = test.outcome() == Outcome.FAILED || test.outcome() == Outcome.BROKEN;
        String style = isTrouble ? "failed" : test.outcome() == Outcome.PASSED ? "passed" : "untried";
        page.add(
                "<details class=\"case\"%s><summary><span class=\"time\">%s</span>",
                isTrouble ? " open=\"open\"" : "", test.outcome() == Outcome.NOT_RUN ? "" : time(test.took()));
        page.add(
                "<span class=\"mark %s\">%s</span> %s<span class=\"claim\">%s</span></summary>%n",
                style, test.outcome().word(), Markup.safe(test.name()), Markup.safe(test.claim()));
        if (!test.reason().isEmpty()) {
            page.add("<p class=\"reason %s\">%s</p>%n", style, Markup.safe(test.reason()));
        }
        if (!test.evidence().isEmpty()) {
            page.add("<ul>%n");
            test.evidence().forEach(fact -> page.add("<li>%s</li>%n", Markup.safe(fact)));
            page.add("</ul>%n");
        }
        page.add("</details>%n");
    }

    private static String time(Duration took) {
        return Durations.readable(took);
    }
}
