package dev.labctl.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that are ended in the middle of their work; the same command again finishes it. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class InterruptionIT {
    private static final int ENDED_BY_SIGTERM = 143;
    private static final String LAB = "file-catalog";

    private final CommandLineFixture commandLine = new CommandLineFixture();

    @AfterAll
    void stop() {
        commandLine.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"uploading the code", "working out what changes", "12 changes", "CREATE_COMPLETE"})
    void aDeployThatWasEndedIsFinishedByTheNext(String when) {
        assertEnded(commandLine.endedAfter(when, "deploy", LAB), "the same command again continues");

        commandLine.labctl("deploy", LAB);
        assertThat(commandLine.labctl("deploy", LAB).out()).contains("nothing changed");
        commandLine.labctl("verify", LAB, "--check", "files-cataloged");
        assertThat(commandLine.labctl("destroy", "--all").out()).contains("nothing is left");
        assertThat(commandLine
                        .cloud()
                        .s3()
                        .bucket("labctl-artifacts-123456789012-us-east-1")
                        .exists())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"emptying", "DELETE_COMPLETE"})
    void aDestroyThatWasEndedIsFinishedByTheNext(String when) {
        commandLine.labctl("deploy", LAB);
        commandLine.labctl("upload", "../templates", "--lab", LAB);
        assertEnded(commandLine.endedAfter(when, "destroy", LAB), "the same command again finishes the work");

        commandLine.labctl("destroy", LAB);
        assertThat(commandLine.cloud().cloudFormation().describe("labctl-" + LAB))
                .isEmpty();
        assertThat(commandLine.labctl("destroy", LAB).out()).contains("was not deployed");
    }

    @Test
    void aLabWhoseDestroyWasEndedBeforeItsStackWasTouchedStillWorks() {
        commandLine.labctl("deploy", LAB);
        commandLine.labctl("upload", "../templates", "--lab", LAB);
        assertEnded(commandLine.endedAfter("emptying", "destroy", LAB), "the same command again finishes the work");

        commandLine.labctl("deploy", LAB);
        commandLine.labctl("verify", LAB, "--check", "files-cataloged");
        commandLine.labctl("destroy", LAB);
    }

    @Test
    void aVerifyThatWasEndedLeavesNothingInTheLab() {
        commandLine.labctl("deploy", LAB);
        assertEnded(commandLine.endedAfter("pass files-cataloged", "verify", LAB, "-v"), "is removed");

        String bucket = "labctl-%s-files-123456789012-us-east-1".formatted(LAB);
        List<String> left = commandLine.cloud().s3().keys(bucket, "").toList();
        assertThat(left).isEmpty();
        commandLine.labctl("destroy", LAB);
    }

    private static void assertEnded(CommandLineFixture.Run run, String becomes) {
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ENDED_BY_SIGTERM);
        assertThat(run.err()).contains("labctl: interrupted; ", becomes);
    }
}
