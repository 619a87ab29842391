package dev.labctl.cli.lab.filepipeline;

import dev.labctl.cli.cloud.CloudException;
import dev.labctl.cli.lab.BucketChecksContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.pipes.PipesClient;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;
import software.amazon.awssdk.services.pipes.model.FilterCriteria;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Breaks a deployed file-pipeline in the way each check is about, and sees that check fail by name. */
final class FilePipelineChecksIT extends BucketChecksContract {
    /** An instance boots and works meanwhile, on a machine that may be busy. */
    private static final String LONG_ENOUGH = "30s";

    FilePipelineChecksIT() {
        super("file-pipeline", "FilesBucketName");
    }

    @Override
    protected void prepare() {
        lab().assertPasses("none-launched-without-work");
    }

    /** A worker of one test would do the work of the next, also one that is only being launched. */
    @AfterEach
    void endWorkers() {
        String rule = lab().output("ScheduleName");
        try (EventBridgeClient events = lab().commandLine().client(EventBridgeClient.builder())) {
            events.disableRule(request -> request.name(rule));
            if (lab().cloud().sqs().depth(lab().output("QueueUrl")) > 0) {
                purge();
            }
            awaitLauncher();
            terminateWorkers();
            events.enableRule(request -> request.name(rule));
        }
    }

    /** SQS purges a queue once in a minute. */
    private void purge() {
        try (SqsClient sqs = lab().commandLine().client(SqsClient.builder())) {
            lab().cloud().advanceClock(Duration.ofMinutes(1));
            sqs.purgeQueue(request -> request.queueUrl(lab().output("QueueUrl")));
        }
    }

    /** The launcher runs once at a time: when it answers, it does nothing else. */
    private void awaitLauncher() {
        String launcher = lab().output("LauncherFunctionName");
        lab().cloud()
                .poller()
                .until(
                        "the launcher to be idle",
                        Duration.ofMinutes(2),
                        () -> {
                            try {
                                lab().cloud().lambda().invoke(launcher, "{}");
                                return true;
                            } catch (CloudException e) {
                                return false;
                            }
                        },
                        Boolean.TRUE::equals);
    }

    private void terminateWorkers() {
        try (Ec2Client ec2 = lab().commandLine().client(Ec2Client.builder())) {
            List<String> ids = ec2
                    .describeInstances(request -> request.filters(Filter.builder()
                            .name("instance-state-name")
                            .values("pending", "running")
                            .build()))
                    .reservations()
                    .stream()
                    .flatMap(reservation -> reservation.instances().stream())
                    .map(Instance::instanceId)
                    .toList();
            if (!ids.isEmpty()) {
                ec2.terminateInstances(request -> request.instanceIds(ids));
                ec2.waiter().waitUntilInstanceTerminated(request -> request.instanceIds(ids));
            }
        }
    }

    private void withoutStatement(String role, String policy, String sid, Runnable test) {
        lab().sabotage().withoutStatement(lab().physicalId(role), policy, sid, test);
    }

    private void ofWorkersWithout(String sid, Runnable test) {
        withoutStatement("WorkerRole", "rag-worker", sid, test);
    }

    @Test
    void filesThatAreNotCopiedAreNamed() {
        ofWorkersWithout("CopyFiles", () -> assertFails("files-copied", "is FAILED: AccessDenied", LONG_ENOUGH));
    }

    @Test
    void itemsThatNobodyClaimsAreNamed() {
        ofWorkersWithout("WriteItems", () -> assertFails("status-history", "has no time as processing_at"));
    }

    @Test
    void aReasonThatIsNotTheTrueOneIsSeen() {
        ofWorkersWithout(
                "TellMissingFromForbidden",
                () -> assertFails("bad-items-failed", "missing is FAILED with the error 'AccessDenied", LONG_ENOUGH));
    }

    @Test
    void aPipeThatLetsEverythingThroughIsSeen() {
        try (PipesClient pipes = lab().commandLine().client(PipesClient.builder())) {
            String name = lab().output("PipeName");
            DescribePipeResponse before = pipes.describePipe(request -> request.name(name));
            filter(pipes, before, FilterCriteria.builder().build());
            assertFails("only-pending-processed", "a message about item", LONG_ENOUGH);
            filter(pipes, before, before.sourceParameters().filterCriteria());
        }
    }

    private static void filter(PipesClient pipes, DescribePipeResponse pipe, FilterCriteria criteria) {
        pipes.updatePipe(request -> request.name(pipe.name())
                .roleArn(pipe.roleArn())
                .sourceParameters(source -> source.filterCriteria(criteria)));
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!pipes.describePipe(request -> request.name(pipe.name()))
                .currentStateAsString()
                .equals("RUNNING")) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("pipe %s does not run again".formatted(pipe.name()));
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void aLauncherThatMayNotLaunchIsSeen() {
        withoutStatement(
                "LauncherRole",
                "rag-launcher",
                "LaunchWorkers",
                () -> assertFails("one-worker-launched", "0 workers were seen, not one"));
    }

    @Test
    void withoutADeadLetterQueuePoisonStays() {
        String queue = lab().output("QueueUrl");
        try (SqsClient sqs = lab().commandLine().client(SqsClient.builder())) {
            String before = lab().cloud().sqs().attributes(queue).get("RedrivePolicy");
            sqs.setQueueAttributes(
                    request -> request.queueUrl(queue).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, "")));
            assertFails("poison-kept", "the poison message in the dead letter queue", "15s");
            sqs.setQueueAttributes(
                    request -> request.queueUrl(queue).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, before)));
        }
    }

    @Test
    void aRuleThatIsDisabledIsNamed() {
        String rule = lab().output("ScheduleName");
        try (EventBridgeClient events = lab().commandLine().client(EventBridgeClient.builder())) {
            events.disableRule(request -> request.name(rule));
            assertFails("scheduled-every-minute", "is disabled");
            events.enableRule(request -> request.name(rule));
        }
        lab().assertPasses("scheduled-every-minute");
    }

    @Test
    void withoutAnOnFailureDestinationFailedLaunchesAreLost() {
        lab().sabotage()
                .withoutOnFailureDestination(
                        lab().output("LauncherFunctionName"),
                        () -> assertFails("failed-launches-kept", "on-failure queue"));
        lab().assertPasses("failed-launches-kept");
    }

    @Test
    void aRoleThatMayNotAbortCopiesIsNamed() {
        ofWorkersWithout("CopyFiles", () -> assertFails("failed-copies-abortable", "may not s3:AbortMultipartUpload"));
    }

    @Test
    void aWorkerThatStaysIsNamed() {
        lab().sabotage()
                .withEnvironment(
                        lab().output("LauncherFunctionName"),
                        "EC2_AUTOTERMINATE_MINUTES",
                        "1440",
                        () -> assertFails("idle-worker-ends", "the workers to end", "15s"));
    }

    @Test
    void aQueueThatDoesNotGetEmptyIsSeen() {
        try (SqsClient sqs = lab().commandLine().client(SqsClient.builder())) {
            sqs.sendMessage(request -> request.queueUrl(lab().output("QueueUrl"))
                    .messageBody("late")
                    .delaySeconds(900));
            assertFails("none-launched-without-work", "the queue does not get empty");
        }
    }

    @Test
    void aRoleThatMayNotLogLeavesNoLogs() {
        withoutStatement("LauncherRole", "rag-launcher", "WriteLogs", () -> {
            lab().commandLine().labctl("local", "clock", "advance", "10m");
            assertFails("logs-written", "REPORT");
        });
    }

    @Test
    void aDisarmedAlarmIsNamed() {
        String alarm = lab().physicalId("DeadLettersAlarm");
        lab().sabotage().withoutAlarmActions(alarm, () -> assertFails("alarms-armed", alarm));
        lab().assertPasses("alarms-armed");
    }

    @Test
    void aRoleThatMayTooMuchIsNamed() {
        String tooMuch = """
                {"Version": "2012-10-17",
                 "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::%s/*"}]}
                """.formatted(bucket().name());
        lab().sabotage()
                .withPolicy(
                        lab().physicalId("WorkerRole"),
                        tooMuch,
                        () -> assertFails("least-privilege", "s3:DeleteObject"));
        lab().assertPasses("least-privilege");
    }
}
