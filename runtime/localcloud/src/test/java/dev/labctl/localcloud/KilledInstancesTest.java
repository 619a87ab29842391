package dev.labctl.localcloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.InstanceState;
import software.amazon.awssdk.services.ec2.model.ShutdownBehavior;
import software.amazon.awssdk.services.ssm.SsmClient;

/** A cloud killed without grace takes its instances' processes with it. */
@Tag("long")
final class KilledInstancesTest {
    private static final String IMAGE = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final String MARK = "sleep 87654";

    @TempDir
    private Path directory;

    @Test
    void noProcessOfAnInstanceOutlivesTheCloudAndTheNextOneTerminatesIt() throws Exception {
        Path state = directory.resolve("state");
        String id;
        try (CloudProcess cloud = CloudProcess.start(state)) {
            id = launch(cloud, "trap '' TERM HUP\n(setsid " + MARK + " &)\n" + MARK + "\n");
            awaitMarked(2);
        }
        awaitMarked(0);
        try (CloudProcess cloud = CloudProcess.start(state)) {
            Ec2Client ec2 = cloud.client(Ec2Client.builder());
            Instant end = Instant.now().plus(DEADLINE);
            String seen = state(ec2, id);
            while (!seen.equals("terminated") && Instant.now().isBefore(end)) {
                Thread.sleep(20);
                seen = state(ec2, id);
            }
            assertThat(seen).isEqualTo("terminated");
            assertThat(marked()).isEmpty();
        }
    }

    private static String launch(CloudProcess cloud, String script) {
        String image = cloud.client(SsmClient.builder())
                .getParameter(request -> request.name(IMAGE))
                .parameter()
                .value();
        return cloud.client(Ec2Client.builder())
                .runInstances(request -> request.imageId(image)
                        .instanceType("t3.micro")
                        .minCount(1)
                        .maxCount(1)
                        .instanceInitiatedShutdownBehavior(ShutdownBehavior.TERMINATE)
                        .userData(Base64.getEncoder().encodeToString(("#!/bin/bash\n" + script).getBytes(UTF_8))))
                .instances()
                .get(0)
                .instanceId();
    }

    @Test
    void aCloudThatEndsWhileInstancesBootOrShutDownSaysNothingOfIt() throws Exception {
        Path state = directory.resolve("state");
        try (CloudProcess cloud = CloudProcess.start(state)) {
            String stubborn = launch(cloud, "trap '' TERM\nwhile :; do " + MARK + "; done\n");
            awaitMarked(1);
            cloud.client(Ec2Client.builder()).terminateInstances(request -> request.instanceIds(stubborn));
            for (int count = 0; count < 3; count++) {
                launch(cloud, MARK);
            }
            cloud.end();
        }
        assertThat(CloudProcess.log(state)).content().doesNotContain("ERROR", "WARN", "Exception");
        assertThat(marked()).isEmpty();
    }

    @Test
    void aHostWithoutUserNamespacesRefusesAtOnceAndNamesTheFix() throws Exception {
        try (CloudProcess cloud = CloudProcess.startWithoutNamespaces(directory.resolve("state"))) {
            assertThatThrownBy(() -> launch(cloud, "true")).isInstanceOfSatisfying(Ec2Exception.class, refused -> {
                assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("Unsupported");
                assertThat(refused.awsErrorDetails().errorMessage())
                        .isEqualTo("The local cloud cannot run instances on this host: user namespaces are"
                                + " switched off; run: sudo sysctl -w user.max_user_namespaces=10000.");
            });
        }
    }

    private static String state(Ec2Client ec2, String id) {
        InstanceState state = ec2.describeInstances(request -> request.instanceIds(id))
                .reservations()
                .get(0)
                .instances()
                .get(0)
                .state();
        return state.nameAsString();
    }

    private static void awaitMarked(int count) throws InterruptedException {
        Instant end = Instant.now().plus(DEADLINE);
        while (marked().size() != count) {
            assertThat(Instant.now()).as("waiting for %d processes", count).isBefore(end);
            Thread.sleep(20);
        }
    }

    private static List<Long> marked() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").endsWith(MARK))
                .map(ProcessHandle::pid)
                .toList();
    }
}
