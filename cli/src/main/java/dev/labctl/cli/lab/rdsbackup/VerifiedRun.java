package dev.labctl.cli.lab.rdsbackup;

import dev.labctl.cli.lab.BacksUpDatabases.Order;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.verify.Verification;
import dev.labctl.wire.rdsbackup.BackupResult;

/**
 * The backup that a verification makes, of the database that the instance was made with, and where it keeps it.
 *
 * @param result what the function answered
 */
record VerifiedRun(BackupResult result) {
    /** This verification's; made by whoever asks first. */
    static VerifiedRun of(Verification run) {
        return run.exercise(
                VerifiedRun.class,
                first -> new VerifiedRun(new BackupFunction(first.deployment())
                        .run(
                                new Order(null, null, null, null, prefix(first) + "whole.dump", false),
                                Progress.silent())));
    }

    /** What the keys of this verification begin with. */
    static String prefix(Verification run) {
        return "labctl-verify/%s/".formatted(run.runId());
    }
}
