package dev.labctl.cli.lab.filepipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.cli.cloud.Lambda;
import dev.labctl.cli.lab.DeployedLab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.Verification;
import dev.labctl.cli.verify.VerifyReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;

/** A deployed file-pipeline of which a test uses one part at a time: its schedule does not fire by itself. */
final class ExercisedLab {
    /** What comes about at all does so within this time, also on a busy machine. */
    static final Duration LONG_ENOUGH = Duration.ofSeconds(90);

    private static final int LONGEST_REASON = 300;

    private final DeployedLab lab;
    private long minutes;

    ExercisedLab(DeployedLab lab) {
        this.lab = lab;
        stopSchedule();
    }

    DeployedLab lab() {
        return lab;
    }

    void startSchedule() {
        try (EventBridgeClient events = lab.commandLine().client(EventBridgeClient.builder())) {
            events.enableRule(request -> request.name(lab.output("ScheduleName")));
        }
    }

    void stopSchedule() {
        try (EventBridgeClient events = lab.commandLine().client(EventBridgeClient.builder())) {
            events.disableRule(request -> request.name(lab.output("ScheduleName")));
        }
    }

    int messages() {
        return lab.cloud().sqs().depth(lab.output("QueueUrl"));
    }

    /** Has the launcher launch a worker, of another minute each time; how it failed, when it did. */
    Optional<String> launch() {
        // Launches of one minute are one launch.
        Instant minute = Instant.EPOCH.plus(Duration.ofMinutes(++minutes));
        Lambda.Invocation answer =
                lab.cloud().lambda().invoke(lab.output("LauncherFunctionName"), "{\"time\": \"%s\"}".formatted(minute));
        if (!answer.failed()) {
            assertThat(answer.payload()).contains("ec2_launched");
            return Optional.empty();
        }
        return Optional.of(shortened(message(answer.payload())));
    }

    private static String message(String error) {
        try {
            Map<String, Object> members = JSON.std.mapFrom(error);
            return "the launcher failed: " + members.get("errorMessage");
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON: " + error, e);
        }
    }

    static String shortened(String reason) {
        return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "..." : reason;
    }

    /** The ids of the workers that have not ended. */
    List<String> workers() {
        return lab.cloud().ec2().instancesIn(lab.output("VpcId"));
    }

    /** Ends them at once: one that is asked to end first waits for the poll that it is in. */
    void endWorkers() {
        new LabProcesses(lab).worker().ifPresent(ProcessHandle::destroyForcibly);
        lab.cloud().ec2().endInstances(lab.output("VpcId"));
        lab.cloud().poller().until("the workers to end", LONG_ENOUGH, this::workers, List::isEmpty);
    }

    /** Why one of the lab's checks fails; empty when it passes. */
    Optional<String> failureOf(String check, Duration patience) {
        List<Check> one = Labs.named(lab.slug()).checks().stream()
                .filter(each -> each.name().equals(check))
                .toList();
        VerifyReport.Line line = VerifyReport.of(
                        lab.slug(),
                        one,
                        new Verification(lab.deployment(), patience),
                        Progress.silent(),
                        VerifyReport.Line::passed)
                .lines()
                .get(0);
        return line.passed() ? Optional.empty() : Optional.of(shortened(check + ", " + line.reason()));
    }
}
