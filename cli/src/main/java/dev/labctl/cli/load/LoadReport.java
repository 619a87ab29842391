package dev.labctl.cli.load;

import dev.labctl.cli.error.Failure;
import dev.labctl.cli.output.Durations;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a load showed.
 *
 * @param system that was called: its name
 * @param target the cloud it is in
 * @param maxErrors how many calls may fail
 * @param left what could not be removed
 */
public record LoadReport(
        String system,
        String target,
        LoadPlan plan,
        long maxErrors,
        LoadFigures figures,
        Judgement judgement,
        List<String> left)
        implements Result {
    public LoadReport {
        left = List.copyOf(left);
    }

    /** Whether nothing was lost, duplicated or wrong, calls were made, and no more of them failed than may. */
    public boolean passed() {
        return reasons().isEmpty();
    }

    /** Why it has not passed; empty when it has. */
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        if (figures.all().calls() == 0) {
            reasons.add("no call was made in the time that is measured");
        }
        if (!judgement.obstacle().isEmpty()) {
            reasons.add("what was acknowledged could not be compared with what is there: " + judgement.obstacle());
        }
        for (Judgement.Kind kind : judgement.kinds()) {
            reason(reasons, kind.lost(), kind.what(), "lost");
            reason(reasons, kind.duplicated(), kind.what(), "duplicated");
            reason(reasons, kind.wrong(), kind.what(), "wrong");
            reason(reasons, kind.resurrected(), kind.what(), "deleted and still there");
            reason(reasons, kind.unread(), kind.what(), "could not be read");
        }
        if (figures.all().errors() > maxErrors) {
            reasons.add("%s failed, and %s may"
                    .formatted(
                            Text.counted(figures.all().errors(), "call"),
                            maxErrors == 0 ? "none" : "%,d".formatted(maxErrors)));
        }
        return reasons;
    }

    private static void reason(List<String> reasons, long count, String what, String how) {
        if (count > 0) {
            reasons.add("%s: %,d %s".formatted(what, count, how));
        }
    }

    /** 0, or {@link Failure#CHECKS_FAILED}. */
    public int exitCode() {
        return passed() ? 0 : Failure.CHECKS_FAILED.exitCode();
    }

    @Override
    public Object json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("lab", system);
        json.put("target", target);
        json.put("passed", passed());
        json.put("reasons", reasons());
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("users", plan.users());
        parameters.put("durationMs", plan.duration());
        parameters.put("warmUpMs", plan.warmUp());
        if (plan.rate() != null) {
            parameters.put("rate", plan.rate());
        }
        parameters.put("seed", plan.seed());
        parameters.put("maxErrors", maxErrors);
        json.put("parameters", parameters);
        json.putAll(figures.json());
        json.put("oracle", judgement.json());
        json.put("left", left);
        return json;
    }

    @Override
    public void print(Text text) {
        List<List<String>> rows = new ArrayList<>();
        figures.routes().forEach(route -> rows.add(row(route)));
        rows.add(row(figures.all()));
        if (figures.warmUp().calls() > 0) {
            rows.add(row(figures.warmUp()));
        }
        text.table(List.of("route (ms)", "calls", "p50", "p95", "p99", "max", "errors"), rows);
        text.line("%,.1f calls/s in %s, %,d users%s"
                .formatted(
                        figures.callsPerSecond(),
                        Durations.readable(figures.measured()),
                        plan.users(),
                        figures.interrupted() ? ", ended early" : ""));
        figures.troubles()
                .forEach(each -> text.line("%s: %s, %s failed"
                        .formatted(
                                each.kind(),
                                Text.counted(each.attempts(), "attempt"),
                                Text.counted(each.errors(), "call"))));
        text.line("");
        text.table(
                List.of(
                        "held",
                        "acknowledged",
                        "lost",
                        "duplicated",
                        "wrong",
                        "resurrected",
                        "unread",
                        "unknown",
                        "there"),
                judgement.kinds().stream().map(LoadReport::row).toList());
        judgement.examples().forEach(example -> text.line("  " + Text.oneLine(example)));
        left.forEach(each -> text.line(text.styled(Text.Style.BAD, "left behind: " + Text.oneLine(each))));
        text.line(
                passed()
                        ? text.styled(Text.Style.GOOD, system + ": nothing lost, duplicated or wrong")
                        : text.styled(Text.Style.BAD, system + ": " + String.join("; ", reasons())));
    }

    private static List<String> row(RouteFigures route) {
        Latency latency = route.latency();
        return List.of(
                route.route(),
                number(route.calls()),
                Latency.readable(latency.median()),
                Latency.readable(latency.p95()),
                Latency.readable(latency.p99()),
                Latency.readable(latency.max()),
                number(route.errors()));
    }

    private static List<String> row(Judgement.Kind kind) {
        return List.of(
                kind.what(),
                number(kind.acknowledged()),
                number(kind.lost()),
                number(kind.duplicated()),
                number(kind.wrong()),
                number(kind.resurrected()),
                number(kind.unread()),
                number(kind.unknown()),
                number(kind.unknownThere()));
    }

    private static String number(long count) {
        return "%,d".formatted(count);
    }
}
