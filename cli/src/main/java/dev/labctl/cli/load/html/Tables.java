package dev.labctl.cli.load.html;

import dev.labctl.cli.html.Markup;
import dev.labctl.cli.load.Judgement;
import dev.labctl.cli.load.Latency;
import dev.labctl.cli.load.LoadFigures;
import dev.labctl.cli.load.LoadReport;
import dev.labctl.cli.load.RouteFigures;
import dev.labctl.cli.load.Second;
import dev.labctl.cli.output.Durations;
import java.util.List;
import java.util.Locale;

/** The tables of one load. */
final class Tables {
    private final LoadReport report;
    private final LoadFigures figures;

    Tables(LoadReport report) {
        this.report = report;
        this.figures = report.figures();
    }

    /** Latency by route; its marks are the key to the lines of the plot. */
    String routes() {
        Markup table = begin(
                "Milliseconds, from when a call was due to its last answer, pauses before repeated attempts included",
                List.of("route", "calls", "p50", "p90", "p95", "p99", "p99.9", "max", "errors", "repeated"));
        for (int i = 0; i < figures.routes().size(); i++) {
            row(table, "", key(Plots.style(i)), figures.routes().get(i));
        }
        row(table, "sum", key("all"), figures.all());
        if (figures.warmUp().calls() > 0) {
            row(table, "", "", figures.warmUp());
        }
        return end(table);
    }

    private static String key(String style) {
        return "<svg class=\"key\" viewBox=\"0 0 30 10\" aria-hidden=\"true\"><path class=\"line %s\" d=\"M0 5H30\"/></svg>"
                .formatted(style);
    }

    private static void row(Markup table, String style, String key, RouteFigures route) {
        Latency latency = route.latency();
        table.add("<tr class=\"%s\"><th scope=\"row\">%s%s</th>", style, key, Markup.safe(route.route()));
        count(table, route.calls());
        for (java.time.Duration each :
                List.of(latency.median(), latency.p90(), latency.p95(), latency.p99(), latency.p999(), latency.max())) {
            table.add("<td>%s</td>", Latency.readable(each));
        }
        fault(table, route.errors());
        count(table, route.retries());
        table.add("</tr>%n");
    }

    /** Attempts that did not succeed. */
    String troubles() {
        if (figures.troubles().isEmpty()) {
            return "<p>None: every attempt got the answer it was to get.</p>\n";
        }
        Markup table = begin(
                "Attempts that did not succeed, and calls that failed after all",
                List.of("kind", "attempts", "calls failed"));
        for (LoadFigures.TroubleCount each : figures.troubles()) {
            table.add("<tr><th scope=\"row\">%s</th>", Markup.safe(each.kind()));
            count(table, each.attempts());
            fault(table, each.errors());
            table.add("</tr>%n");
        }
        return end(table);
    }

    /** What was acknowledged beside what is there, and examples of what is not as it should be. */
    String oracle() {
        Markup table = begin(
                "Unknown: asked for, and neither acknowledged nor refused",
                List.of(
                        "",
                        "acknowledged",
                        "deleted",
                        "lost",
                        "duplicated",
                        "wrong",
                        "resurrected",
                        "unread",
                        "unknown",
                        "there"));
        for (Judgement.Kind kind : report.judgement().kinds()) {
            table.add("<tr><th scope=\"row\">%s</th>", Markup.safe(kind.what()));
            count(table, kind.acknowledged());
            count(table, kind.deleted());
            fault(table, kind.lost());
            fault(table, kind.duplicated());
            fault(table, kind.wrong());
            fault(table, kind.resurrected());
            fault(table, kind.unread());
            count(table, kind.unknown());
            count(table, kind.unknownThere());
            table.add("</tr>%n");
        }
        Markup all = new Markup().add("%s", end(table));
        list(all, report.judgement().examples());
        list(all, report.left().stream().map(each -> "left behind: " + each).toList());
        return all.toString();
    }

    private static void list(Markup all, List<String> sentences) {
        if (!sentences.isEmpty()) {
            all.add("<ul class=\"found\">%n");
            sentences.forEach(each -> all.add("<li>%s</li>%n", Markup.safe(each)));
            all.add("</ul>%n");
        }
    }

    String parameters() {
        Double rate = report.plan().rate();
        Markup table = begin("pairs", "", List.of("parameter", "value"));
        value(table, "lab", report.system());
        value(table, "target", report.target());
        value(table, "started", figures.startedAt().toString());
        value(table, "users", Integer.toString(report.plan().users()));
        value(table, "duration", Durations.readable(report.plan().duration()));
        value(
                table,
                "measured",
                Durations.readable(figures.measured()) + (figures.interrupted() ? ", ended early" : ""));
        value(table, "warm-up", Durations.readable(report.plan().warmUp()));
        value(
                table,
                "rate",
                rate == null ? "each user calls when it was answered" : rate + " calls a second, on schedule");
        value(table, "seed", Long.toString(report.plan().seed()));
        value(table, "calls that may fail", Long.toString(report.maxErrors()));
        if (rate != null) {
            value(table, "due calls that no user was free for", Long.toString(figures.unsent()));
            value(
                    table,
                    "longest wait of a due call for a user",
                    Latency.readable(figures.heldUp().max()) + " ms");
        }
        return end(table);
    }

    private static void value(Markup table, String name, String value) {
        table.add("<tr><th scope=\"row\">%s</th><td>%s</td></tr>%n", Markup.safe(name), Markup.safe(value));
    }

    /** The figures behind the plots over time, folded away. */
    String seconds() {
        Markup table = begin("Milliseconds", List.of("second", "calls", "errors", "p50", "p95", "p99", "max"));
        for (Second each : figures.timeline()) {
            table.add("<tr><th scope=\"row\">%d</th>", each.second());
            count(table, each.calls());
            fault(table, each.errors());
            table.add(
                    "<td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>%n",
                    Latency.readable(each.median()),
                    Latency.readable(each.p95()),
                    Latency.readable(each.p99()),
                    Latency.readable(each.max()));
        }
        return "<details>\n<summary>The figures behind the plots over time</summary>\n%s</details>\n"
                .formatted(end(table));
    }

    private static Markup begin(String caption, List<String> header) {
        return begin("", caption, header);
    }

    private static Markup begin(String style, String caption, List<String> header) {
        Markup table = new Markup();
        table.add("<div class=\"wide\" tabindex=\"0\">%n<table class=\"%s\">%n", style);
        if (!caption.isEmpty()) {
            table.add("<caption>%s</caption>%n", Markup.safe(caption));
        }
        table.add("<thead><tr>");
        header.forEach(
                each -> table.add(each.isEmpty() ? "<td></td>" : "<th scope=\"col\">%s</th>", Markup.safe(each)));
        return table.add("</tr></thead>%n<tbody>%n");
    }

    private static String end(Markup table) {
        return table.add("</tbody>%n</table>%n</div>%n").toString();
    }

    private static void count(Markup table, long count) {
        table.add("<td>%s</td>", String.format(Locale.ROOT, "%,d", count));
    }

    /** A count that should be zero. */
    private static void fault(Markup table, long count) {
        table.add("<td%s>%s</td>", count == 0 ? "" : " class=\"bad\"", String.format(Locale.ROOT, "%,d", count));
    }
}
