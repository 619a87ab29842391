package dev.labctl.cli.lab.filepipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.cloud.Instance;
import dev.labctl.cli.lab.DeployedLab;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;

/** What becomes of items while something fails: each is finished, once, and equal to its input; no message is left. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PipelineFaultsIT {
    private static final int WORKER_KILLS = 6;
    private static final int CLOUD_KILLS = 3;

    /** From its first message: a worker needs some of it to warm up. */
    private static final int LONGEST_LIFE_MILLIS = 3000;

    @SuppressWarnings("NullAway.Init") // deploy sets it before any test
    private DeployedLab lab;

    @BeforeAll
    void deploy() {
        lab = new DeployedLab("file-pipeline");
    }

    @AfterAll
    void destroy() {
        lab.close();
    }

    @AfterEach
    void endChaos() {
        chaos("off");
    }

    private Map<String, Object> chaos(String... options) {
        List<String> command = new ArrayList<>(List.of("local", "chaos", "-o", "json"));
        command.addAll(List.of(options));
        return lab.commandLine().labctl(command.toArray(String[]::new)).json();
    }

    private static void report(TestReporter reporter, PipelineRun.Account account, Map<?, ?> faults) {
        Map<String, String> entries = new LinkedHashMap<>();
        faults.forEach((fault, count) -> entries.put(String.valueOf(fault), String.valueOf(count)));
        entries.put("items", String.valueOf(account.items()));
        entries.put("finished", String.valueOf(account.finished()));
        entries.put("lost", String.valueOf(account.items() - account.finished()));
        entries.put("claims", String.valueOf(account.claims()));
        entries.put("done twice", String.valueOf(account.doneTwice()));
        reporter.publishEntry(entries);
    }

    @Test
    void workersKilledAtRandomMomentsLoseNothing(TestReporter reporter) throws Exception {
        PipelineRun run = new PipelineRun(lab, "killed", 1000);
        Random random = new Random(4);
        run.put();
        // So that there is something left to kill a worker for.
        chaos("--seed", "4", "--latency", "200ms", "--services", "s3");
        for (int kill = 0; kill < WORKER_KILLS; kill++) {
            ProcessHandle worker = run.busyWorker();
            TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_LIFE_MILLIS));
            assertThat(worker.destroyForcibly()).isTrue();
            // Its user data shuts the instance down; the next tick launches another.
            run.awaitNoInstance();
        }
        chaos("off");
        run.awaitDrained();
        report(reporter, run.assertNothingIsLost(), Map.of("workers killed", WORKER_KILLS));
        run.cleanUp();
    }

    @Test
    void duplicatedReorderedAndThrottledDeliveriesLoseNothing(TestReporter reporter) {
        PipelineRun run = new PipelineRun(lab, "disturbed", 500);
        run.put();
        chaos(
                "--seed",
                "11",
                "--duplicate",
                "30",
                "--reorder",
                "50",
                "--throttle",
                "10",
                "--services",
                "s3,dynamodb,sqs");
        run.awaitDrained();
        Map<?, ?> faults = (Map<?, ?>) Objects.requireNonNull(chaos("status").get("faults"));
        chaos("off");
        for (String fault : List.of("duplicated", "reordered", "throttled")) {
            assertThat((Integer) faults.get(fault)).as(fault).isPositive();
        }
        report(reporter, run.assertNothingIsLost(), faults);
        run.cleanUp();
    }

    @Test
    void aWorkerThatSleepsWhileItsMessagesBecomeVisibleDoesNothingTwice(TestReporter reporter) throws Exception {
        PipelineRun run = new PipelineRun(lab, "slow", 100);
        run.put();
        chaos("--seed", "2", "--latency", "2s", "--services", "s3");
        ProcessHandle sleeper = run.busyWorker();
        Instance instance = run.instances().get(0);
        // Copies take longer than their messages are invisible: the worker gets them again in the middle.
        run.tick();
        run.awaitProcessing();
        signal("STOP", sleeper);
        try (Ec2Client ec2 = lab.commandLine().client(Ec2Client.builder())) {
            // Who is not known as a worker is not waited for.
            ec2.createTags(CreateTagsRequest.builder()
                    .resources(instance.id())
                    .tags(software.amazon.awssdk.services.ec2.model.Tag.builder()
                            .key("Role")
                            .value("asleep")
                            .build())
                    .build());
        }
        run.tick();
        run.awaitDrained();
        signal("CONT", sleeper);
        // What it had begun, it ends now, and is late everywhere.
        run.awaitLog(instance, "no longer this worker's");
        chaos("off");
        PipelineRun.Account account = run.assertNothingIsLost();
        assertThat(account.claims()).as("claims of items that were taken over").isGreaterThan(account.items());
        report(reporter, account, Map.of("workers asleep", 1));
        run.cleanUp();
    }

    private static void signal(String signal, ProcessHandle process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    @Test
    void aLocalCloudThatIsKilledAtRandomMomentsGoesOnWhereItWas(TestReporter reporter) throws Exception {
        PipelineRun run = new PipelineRun(lab, "revived", 500);
        Random random = new Random(5);
        run.put();
        for (int kill = 0; kill < CLOUD_KILLS; kill++) {
            chaos("--seed", "5", "--latency", "200ms", "--services", "s3");
            ProcessHandle worker = run.busyWorker();
            TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_LIFE_MILLIS));
            ProcessHandle cloud = new LabProcesses(lab).cloud();
            assertThat(cloud.destroyForcibly()).isTrue();
            cloud.onExit().get(10, TimeUnit.SECONDS);
            // An instance does not outlive its host.
            worker.onExit().get(10, TimeUnit.SECONDS);
            // It has forgotten its chaos.
            lab.commandLine().labctl("local", "start");
        }
        run.awaitDrained();
        report(reporter, run.assertNothingIsLost(), Map.of("local clouds killed", CLOUD_KILLS));
        run.cleanUp();
    }
}
