package dev.labctl.cli.lab.check;

import dev.labctl.cli.cloud.Logs;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What every lab promises of its functions' logs. */
public final class LogChecks {
    private static final int RETENTION_DAYS = 7;

    private LogChecks() {}

    /**
     * A function and where it logs.
     *
     * @param functionOutput the stack output with its name
     * @param groupOutput the stack output with its log group's name
     * @param harmless an event that changes nothing
     */
    public record Logging(String functionOutput, String groupOutput, String harmless) {}

    /** Each function's log lines appear in its own group, which keeps them for a week. */
    public static Check written(List<Logging> functions) {
        return new Check(
                "logs-written",
                functions.size() == 1
                        ? "the function logs to its own group, kept for a week"
                        : "each function logs to its own group, kept for a week",
                run -> {
                    Findings findings = new Findings();
                    functions.forEach(function -> check(run, function, findings));
                    return findings.result();
                });
    }

    private static void check(Verification run, Logging function, Findings findings) {
        Logs logs = run.cloud().logs();
        String group = run.deployment().output(function.groupOutput());
        int retention = logs.group(group).map(Logs.LogGroup::retentionDays).orElse(-1);
        if (retention != RETENTION_DAYS) {
            findings.problem(
                    retention < 0
                            ? "log group %s does not exist".formatted(group)
                            : "log group %s keeps its events for %d days (0: for ever), not %d"
                                    .formatted(group, retention, RETENTION_DAYS));
            return;
        }
        String requestId = run.cloud()
                .lambda()
                .invoke(run.deployment().output(function.functionOutput()), function.harmless())
                .requestId();
        Instant since = Instant.now().minus(Duration.ofMinutes(5));
        Logs.LogEvent report = run.until(
                        "the REPORT of request %s in %s".formatted(requestId, group),
                        () -> logs.events(group, since)
                                .filter(event -> event.message().startsWith("REPORT RequestId: " + requestId))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        findings.evidence(report.message().strip());
    }
}
