package dev.labctl.cli.load.html;

import dev.labctl.cli.load.Latency;
import dev.labctl.cli.load.LoadFigures;
import dev.labctl.cli.load.RouteFigures;
import dev.labctl.cli.load.Second;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The plots of one load. */
final class Plots {
    /** More could not be told apart, on the plot and on the screen. */
    private static final int MOST_STEPS = 300;

    private static final double LEAST_MILLIS = 0.1;

    private final LoadFigures figures;
    private final List<Second> steps;
    private final int width;

    Plots(LoadFigures figures) {
        this.figures = figures;
        this.width = Math.max(1, (figures.timeline().size() + MOST_STEPS - 1) / MOST_STEPS);
        this.steps = steps(figures.timeline(), width);
    }

    /** Several seconds as one: their calls a second, and the worst of their latencies. */
    private static List<Second> steps(List<Second> seconds, int width) {
        List<Second> steps = new ArrayList<>();
        for (int from = 0; from < seconds.size(); from += width) {
            List<Second> part = seconds.subList(from, Math.min(from + width, seconds.size()));
            steps.add(new Second(
                    part.get(0).second(),
                    part.stream().mapToLong(Second::calls).sum() / part.size(),
                    part.stream().mapToLong(Second::errors).sum() / part.size(),
                    worst(part, Second::median),
                    worst(part, Second::p95),
                    worst(part, Second::p99),
                    worst(part, Second::max)));
        }
        return steps;
    }

    private static Duration worst(List<Second> part, Function<Second, Duration> latency) {
        return part.stream().map(latency).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    /** The style of a route's line, and of its name's mark. */
    static String style(int route) {
        return "c" + route % Style.COLOURS + " d" + route / Style.COLOURS % 2;
    }

    /** Latency over percentile, a line for each route. */
    String percentiles() {
        double lowest = Double.MAX_VALUE;
        double highest = LEAST_MILLIS;
        List<RouteFigures> shown = new ArrayList<>(figures.routes());
        shown.add(figures.all());
        for (RouteFigures route : shown) {
            highest = Math.max(highest, Latency.millis(route.latency().max()));
            for (Latency.Point point : route.latency().curve()) {
                lowest = Math.min(lowest, Math.max(LEAST_MILLIS, Latency.millis(point.latency())));
            }
        }
        double last = 100 - 100.0 / Math.max(2, figures.all().calls());
        Plot plot = new Plot(Scale.percentiles(last), Scale.millis(Math.min(lowest, highest), highest));
        for (int i = 0; i < figures.routes().size(); i++) {
            RouteFigures route = figures.routes().get(i);
            plot.line(style(i), route.route(), points(route));
        }
        plot.line("all", "all routes", points(figures.all()));
        return plot.svg(
                "percentiles",
                "Latency by percentile",
                "A line for each route: so many percent of its calls took at most so long. The table of routes has the"
                        + " figures.",
                "percentile of calls",
                "latency");
    }

    /** To the percentile that so many calls reach; the slowest of them stands there. */
    private static List<Plot.Point> points(RouteFigures route) {
        double last = 100 - 100.0 / Math.max(2, route.calls());
        return route.latency().curve().stream()
                .map(point -> new Plot.Point(Math.min(last, point.percentile()), Latency.millis(point.latency())))
                .toList();
    }

    /** Calls and errors a second, over time. */
    String throughput() {
        double most = steps.stream().mapToLong(Second::calls).max().orElse(0);
        Plot plot = new Plot(time(), Scale.linear(most));
        warmUp(plot);
        for (Second step : steps) {
            plot.column("calls", step.second(), step.second() + width, (double) step.calls());
            if (step.errors() > 0) {
                plot.column("errors", step.second(), step.second() + width, (double) step.errors());
            }
        }
        hints(plot);
        return plot.svg(
                "throughput",
                "Calls a second over time",
                "A column for each second: calls that ended in it, and of those the errors. The table of seconds has"
                        + " the figures.",
                "seconds since the start",
                "calls a second");
    }

    /** Percentiles of each second, over time. */
    String latency() {
        List<Second> busy = steps.stream().filter(step -> step.calls() > 0).toList();
        double highest = busy.stream()
                .mapToDouble(step -> Latency.millis(step.p99()))
                .max()
                .orElse(LEAST_MILLIS);
        double lowest = busy.stream()
                .mapToDouble(step -> Math.max(LEAST_MILLIS, Latency.millis(step.median())))
                .min()
                .orElse(LEAST_MILLIS);
        Plot plot = new Plot(time(), Scale.millis(lowest, highest));
        warmUp(plot);
        line(plot, busy, "p99", Second::p99);
        line(plot, busy, "p95", Second::p95);
        line(plot, busy, "p50", Second::median);
        hints(plot);
        return plot.svg(
                "latency",
                "Latency over time",
                "Three lines: the median, the 95th and the 99th percentile of the calls that ended in each second. The"
                        + " table of seconds has the figures.",
                "seconds since the start",
                "latency");
    }

    private static void line(Plot plot, List<Second> steps, String name, Function<Second, Duration> latency) {
        plot.line(
                name,
                name,
                steps.stream()
                        .map(step -> new Plot.Point(step.second() + 0.5, Latency.millis(latency.apply(step))))
                        .toList());
        if (!steps.isEmpty()) {
            plot.label(name, name, Latency.millis(latency.apply(steps.get(steps.size() - 1))));
        }
    }

    private Scale time() {
        return Scale.seconds(figures.timeline().size());
    }

    private void warmUp(Plot plot) {
        if (!figures.warmUpTime().isZero()) {
            plot.band("warm-up", 0, figures.warmUpTime().toMillis() / 1000.0);
        }
    }

    private void hints(Plot plot) {
        for (Second step : steps) {
            plot.hint(
                    step.second(),
                    step.second() + width,
                    String.format(
                            Locale.ROOT,
                            "second %d: %,d calls, %,d errors, p50 %s ms, p95 %s ms, p99 %s ms",
                            step.second(),
                            step.calls(),
                            step.errors(),
                            Latency.readable(step.median()),
                            Latency.readable(step.p95()),
                            Latency.readable(step.p99())));
        }
    }
}
