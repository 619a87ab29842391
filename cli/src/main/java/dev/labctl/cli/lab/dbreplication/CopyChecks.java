package dev.labctl.cli.lab.dbreplication;

import dev.labctl.cli.cloud.Logs;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import dev.labctl.wire.dbreplication.CopyResult;
import dev.labctl.wire.dbreplication.Inspection;
import dev.labctl.wire.dbreplication.TableState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks of the copy itself. They change nothing in the primary that has rows. */
final class CopyChecks {
    private static final Pattern COPIED = Pattern.compile("copied (\\d+) rows, checksum (-?\\d+)");
    private static final Duration RUNS_KEPT = Duration.ofDays(7);
    private static final int RUNS_AT_ONCE = 3;

    private CopyChecks() {}

    static Check untouched() {
        return new Check(
                "backup-untouched",
                "the backup holds what the last run has written, and nobody has changed it since",
                CopyChecks::backupUntouched);
    }

    static List<Check> copies() {
        return List.of(
                new Check("copy-equal", "after a run both databases have the same rows", CopyChecks::copyEqual),
                new Check(
                        "runs-at-once-safe",
                        "runs at the same time wait for each other, and the last leaves equal rows",
                        CopyChecks::runsAtOnce));
    }

    private static CheckResult backupUntouched(Verification run) {
        InventoryFunctions functions = functions(run);
        Optional<TableState> last = lastRun(run);
        if (last.isEmpty()) {
            CopyResult first = functions.copy();
            last = Optional.of(new TableState(first.copiedRows(), first.checksum()));
        }
        TableState backup = functions.inspect().target();
        return backup.equals(last.get())
                ? CheckResult.passed(told(backup))
                : CheckResult.failed(
                        "the last run left %s, and the backup has %s".formatted(told(last.get()), told(backup)));
    }

    private static Optional<TableState> lastRun(Verification run) {
        String group = run.deployment().output(DbReplicationLab.REPLICATOR_LOGS);
        return run.cloud()
                .logs()
                .events(group, Instant.now().minus(RUNS_KEPT))
                .filter(event -> COPIED.matcher(event.message()).find())
                .max(Comparator.comparing(Logs.LogEvent::at))
                .map(event -> {
                    Matcher copied = COPIED.matcher(event.message());
                    copied.find();
                    return new TableState(Long.parseLong(copied.group(1)), copied.group(2));
                });
    }

    private static CheckResult copyEqual(Verification run) {
        InventoryFunctions functions = functions(run);
        CopyResult copied = functions.copy();
        return equalAfter(functions, copied);
    }

    private static CheckResult equalAfter(InventoryFunctions functions, CopyResult copied) {
        Inspection seen = functions.inspect();
        TableState written = new TableState(copied.copiedRows(), copied.checksum());
        Findings findings = new Findings();
        findings.evidence("source: " + told(seen.source()));
        findings.evidence("backup: " + told(seen.target()));
        if (!seen.source().equals(seen.target())) {
            findings.problem("the primary has %s, the backup %s".formatted(told(seen.source()), told(seen.target())));
        }
        if (!seen.target().equals(written)) {
            findings.problem(
                    "the run says it left %s, the backup has %s".formatted(told(written), told(seen.target())));
        }
        return findings.result();
    }

    private static CheckResult runsAtOnce(Verification run) {
        InventoryFunctions functions = functions(run);
        List<CompletableFuture<CopyResult>> runs = new ArrayList<>();
        for (int i = 0; i < RUNS_AT_ONCE; i++) {
            runs.add(CompletableFuture.supplyAsync(functions::copy));
        }
        CopyResult last = null;
        for (CompletableFuture<CopyResult> each : runs) {
            last = each.join();
        }
        return equalAfter(functions, java.util.Objects.requireNonNull(last));
    }

    private static InventoryFunctions functions(Verification run) {
        return new InventoryFunctions(run.deployment());
    }

    private static String told(TableState state) {
        return "%,d rows (checksum %s)".formatted(state.rows(), state.checksum());
    }
}
