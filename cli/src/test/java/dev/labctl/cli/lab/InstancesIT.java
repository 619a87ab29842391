package dev.labctl.cli.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.cli.lab.CommandLineFixture.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ShutdownBehavior;
import software.amazon.awssdk.services.iam.IamClient;

/** Instances as their user sees them: in a list, by their logs, by their console. */
final class InstancesIT {
    private static final String CANONICAL = "099720109477";

    private final CommandLineFixture user = new CommandLineFixture();

    @AfterEach
    void close() {
        user.close();
    }

    @Test
    void anInstanceOfALabIsListedAndReadUntilItEndsAndItsEndIsExplained() throws Exception {
        user.labctl("local", "start");
        makeProfile("labctl-s3-replication-worker");
        String id = launch("""
                #!/bin/bash
                for line in 1 2 3; do echo "line $line: å" >>/home/ubuntu/sqs_worker.logs; sleep 0.5; done
                printf 'no end of line' >>/home/ubuntu/sqs_worker.logs
                echo printed
                sleep 15 # two commands come before the one that reads this to its end
                shutdown -h now
                """);
        assertThat(instances()).singleElement().satisfies(instance -> assertThat(instance)
                .containsEntry("id", id)
                .containsEntry("type", "t3.micro")
                .containsEntry("lab", "s3-replication")
                .containsEntry("reason", ""));
        Run logs = user.labctl("instance", "logs", id, "--follow");
        assertThat(logs.out()).isEqualTo("line 1: å\nline 2: å\nline 3: å\nno end of line\n");
        assertThat(instances()).isEmpty();
        assertThat(instances("--all")).singleElement().satisfies(instance -> assertThat(instance)
                .containsEntry("id", id)
                .containsEntry("reason", "Client.InstanceInitiatedShutdown: Instance initiated shutdown"));
        assertThat(user.labctl("instances", "--all").out()).contains(id, "s3-replication", "t3.micro");
        assertThat(user.labctl("instance", "console", id).out()).contains("printed");
        assertThat(user.labctl("instance", "console", id, "-o", "json").json())
                .containsEntry("instance", id)
                .hasEntrySatisfying(
                        "output", output -> assertThat(String.valueOf(output)).contains("printed"));
        Run gone = user.tryLabctl("instance", "logs", id);
        assertThat(gone.exitCode()).isEqualTo(5);
        assertThat(gone.err()).contains("its disk is gone", "labctl instance console " + id);
    }

    @Test
    void aLogOfAnInstanceOnAwsIsNotReadAndTheWayToItIsNamed() {
        Run refused =
                user.tryLabctl("instance", "logs", "i-0123456789abcdef0", "--target", "aws", "--region", "eu-west-1");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("aws ssm start-session --region eu-west-1 --target i-0123456789abcdef0");
    }

    private List<Map<String, Object>> instances(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("instances", "-o", "json"));
        command.addAll(List.of(options));
        String out = user.labctl(command.toArray(String[]::new)).out();
        return JSON.std.listFrom(out).stream().map(InstancesIT::map).toList();
    }

    @SuppressWarnings("unchecked") // an object of JSON
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private void makeProfile(String name) {
        try (IamClient iam = user.client(IamClient.builder())) {
            iam.createInstanceProfile(request -> request.instanceProfileName(name));
        }
    }

    private String launch(String script) {
        try (Ec2Client ec2 = user.client(Ec2Client.builder())) {
            String image = ec2.describeImages(request -> request.owners(CANONICAL)).images().stream()
                    .filter(each -> each.architectureAsString().equals("x86_64"))
                    .findFirst()
                    .orElseThrow()
                    .imageId();
            return ec2.runInstances(request -> request.imageId(image)
                            .instanceType("t3.micro")
                            .minCount(1)
                            .maxCount(1)
                            .iamInstanceProfile(profile -> profile.name("labctl-s3-replication-worker"))
                            .instanceInitiatedShutdownBehavior(ShutdownBehavior.TERMINATE)
                            .userData(Base64.getEncoder().encodeToString(script.getBytes(UTF_8))))
                    .instances()
                    .get(0)
                    .instanceId();
        }
    }
}
