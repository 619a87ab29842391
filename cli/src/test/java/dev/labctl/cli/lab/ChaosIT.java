package dev.labctl.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.lab.CommandLineFixture.Run;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Chaos as its user begins, sees and ends it. */
final class ChaosIT {
    private final CommandLineFixture user = new CommandLineFixture();

    @AfterEach
    void close() {
        user.close();
    }

    @Test
    void chaosIsBegunSeenCountedAndEndedAndARestartForgetsIt() {
        assertThat(user.labctl("local", "chaos", "-o", "json").json()).containsEntry("on", false);
        Run begun = user.labctl(
                "local",
                "chaos",
                "--seed",
                "42",
                "--throttle",
                "20",
                "--latency",
                "5ms",
                "--services",
                "s3",
                "-o",
                "json");
        assertThat(begun.json())
                .containsEntry("on", true)
                .containsEntry("seed", 42)
                .containsEntry("throttle", 20)
                .containsEntry("latency", "PT0.005S")
                .containsEntry("services", List.of("s3"));
        assertThat(user.labctl("local", "status").out()).contains("chaos seed 42, throttle 20 %");
        List<Integer> attempts = listings();
        // The SDK tries again what was refused, so that its user sees nothing of it.
        assertThat(attempts).hasSize(30);
        assertThat(user.labctl("local", "chaos", "status").out()).contains("throttled: ", "delayed: ");
        assertThat(user.labctl("local", "chaos", "off", "-o", "json").json()).containsEntry("on", false);
        assertThat(user.labctl("local", "status").out()).doesNotContain("chaos");
        user.labctl("local", "chaos", "--seed", "1", "--reorder", "100");
        user.labctl("local", "stop");
        assertThat(user.labctl("local", "chaos", "-o", "json").json()).containsEntry("on", false);
    }

    private List<Integer> listings() {
        List<Integer> found = new ArrayList<>();
        try (S3Client s3 = user.client(S3Client.builder()
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build()))) {
            for (int count = 0; count < 30; count++) {
                found.add(s3.listBuckets().buckets().size());
            }
        }
        return found;
    }

    @Test
    void chaosThatMakesNoSenseIsRefused() {
        refused("chaos needs a seed", "--throttle", "5");
        refused("this chaos would do nothing", "--seed", "5");
        refused("nothing chaos can do", "on");
        refused("throttle must be between 0 and 100 percent", "--seed", "5", "--throttle", "101");
        refused(
                "does not know the service 'rds', but dynamodb, s3, sqs",
                "--seed",
                "5",
                "--throttle",
                "1",
                "--services",
                "rds");
    }

    private void refused(String why, String... options) {
        List<String> command = new ArrayList<>(List.of("local", "chaos"));
        command.addAll(List.of(options));
        Run run = user.tryLabctl(command.toArray(String[]::new));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(why);
    }
}
