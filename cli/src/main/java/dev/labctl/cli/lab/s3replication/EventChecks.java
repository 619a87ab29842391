package dev.labctl.cli.lab.s3replication;

import dev.labctl.cli.cloud.Lambda;
import dev.labctl.cli.cloud.S3;
import dev.labctl.cli.cloud.StoredObject;
import dev.labctl.cli.lab.check.JsonValue;
import dev.labctl.cli.lab.check.ObjectCreated;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Verification;
import java.util.List;
import java.util.Optional;

/** Checks that hand the function events it must live with: delivery is at least once and may come late. */
final class EventChecks {
    private EventChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "repeated-event-harmless",
                        "a second event for an object copies nothing and leaves its replica alone",
                        EventChecks::repeatedEventHarmless),
                new Check(
                        "deleted-source-tolerated",
                        "an event for an object that is gone is no error and copies nothing",
                        EventChecks::deletedSourceTolerated));
    }

    private static CheckResult repeatedEventHarmless(Verification run) {
        ReplicatedFiles.of(run);
        S3 s3 = run.cloud().s3();
        String key = ReplicatedFiles.prefix(run) + "text.txt";
        String backup = run.deployment().output(S3ReplicationLab.BACKUP);
        Optional<String> before = s3.head(backup, key).map(StoredObject::versionId);
        CheckResult answer = expectNothingCopied(run, key);
        Optional<String> after = s3.head(backup, key).map(StoredObject::versionId);
        if (answer instanceof CheckResult.Passed && !before.equals(after)) {
            return CheckResult.failed("the replica of %s was written again by a second event".formatted(key));
        }
        return answer;
    }

    private static CheckResult deletedSourceTolerated(Verification run) {
        return expectNothingCopied(run, ReplicatedFiles.prefix(run) + "never-existed.txt");
    }

    private static CheckResult expectNothingCopied(Verification run, String key) {
        String event = ObjectCreated.at(run.deployment().output(S3ReplicationLab.PRIMARY), key)
                .json();
        Lambda.Invocation answer =
                run.cloud().lambda().invoke(run.deployment().output(S3ReplicationLab.FUNCTION), event);
        if (answer.failed()) {
            return CheckResult.failed("the event for %s failed".formatted(key), answer.payload());
        }
        return JsonValue.read(answer.payload()).at("copied").integer(-1) == 0
                ? CheckResult.passed("%s: %s".formatted(key, answer.payload()))
                : CheckResult.failed("the event for %s copied it: %s".formatted(key, answer.payload()));
    }
}
