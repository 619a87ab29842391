package dev.labctl.cli.load.html;

import dev.labctl.cli.html.Markup;
import dev.labctl.cli.html.Page;
import dev.labctl.cli.load.Latency;
import dev.labctl.cli.load.LoadFigures;
import dev.labctl.cli.load.LoadReport;
import dev.labctl.cli.output.Durations;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** A load's report as one HTML file that needs no other: tables, and plots of latency, calls and errors. */
public final class HtmlReport {
    private HtmlReport() {}

    /** The whole file. */
    public static String of(LoadReport report) {
        LoadFigures figures = report.figures();
        Plots plots = new Plots(figures);
        Tables tables = new Tables(report);
        String title = "Load of %s".formatted(report.system());
        Markup page = new Markup();
        page.add("<header>%n");
        page.add("<h1>%s</h1>%n<p class=\"quiet\">%s</p>%n", Markup.safe(title), subtitle(report));
        verdict(page, report);
        cards(page, figures);
        page.add("</header>%n");
        page.add("<section>%n<h2>Latency by route</h2>%n%s</section>%n", tables.routes());
        page.add("<section class=\"plots\">%n");
        figure(
                page,
                "Latency by percentile",
                "a line for each route, dotted for all; logarithmic",
                plots.percentiles());
        figure(page, "Latency over time", "of the calls that ended in each second; logarithmic", plots.latency());
        figure(page, "Calls a second", "errors in red", plots.throughput());
        page.add("<div>%n<h2>Errors by kind</h2>%n%s</div>%n</section>%n", tables.troubles());
        page.add("<section>%n<h2>Acknowledged, and what both databases hold</h2>%n%s</section>%n", tables.oracle());
        page.add("<section>%n<h2>How it was run</h2>%n%s</section>%n", tables.parameters());
        page.add("<section>%n<h2>Every second</h2>%n%s</section>%n", tables.seconds());
        return Page.of("%s: %s".formatted(title, report.passed() ? "passed" : "failed"), Style.SHEET, page);
    }

    private static String subtitle(LoadReport report) {
        return Markup.safe("%s, %s, %,d users for %s"
                .formatted(
                        report.figures().startedAt().truncatedTo(ChronoUnit.SECONDS),
                        report.target(),
                        report.plan().users(),
                        Durations.readable(report.figures().measured())));
    }

    private static void verdict(Markup page, LoadReport report) {
        if (report.passed()) {
            page.add("<div class=\"verdict passed\" role=\"status\">&#10003; Passed: nothing lost, duplicated or wrong"
                    + "</div>%n");
            return;
        }
        page.add("<div class=\"verdict failed\" role=\"status\">&#10007; Failed%n<ul>%n");
        report.reasons().forEach(reason -> page.add("<li>%s</li>%n", Markup.safe(reason)));
        page.add("</ul></div>%n");
    }

    private static void cards(Markup page, LoadFigures figures) {
        page.add("<dl class=\"cards\">%n");
        Page.card(page, "calls", String.format(Locale.ROOT, "%,d", figures.all().calls()));
        Page.card(page, "calls a second", String.format(Locale.ROOT, "%,.1f", figures.callsPerSecond()));
        Latency latency = figures.all().latency();
        Page.card(page, "median", Latency.readable(latency.median()) + " ms");
        Page.card(page, "95 %", Latency.readable(latency.p95()) + " ms");
        Page.card(page, "99 %", Latency.readable(latency.p99()) + " ms");
        Page.card(page, "slowest", Latency.readable(latency.max()) + " ms");
        Page.card(
                page, "errors", String.format(Locale.ROOT, "%,d", figures.all().errors()));
        Page.card(
                page,
                "repeated",
                String.format(Locale.ROOT, "%,d", figures.all().retries()));
        page.add("</dl>%n");
    }

    private static void figure(Markup page, String title, String note, String plot) {
        page.add(
                "<figure>%n<figcaption>%s <span>%s</span></figcaption>%n%s</figure>%n",
                Markup.safe(title), Markup.safe(note), plot);
    }
}
