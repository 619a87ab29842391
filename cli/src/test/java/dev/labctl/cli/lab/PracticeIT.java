package dev.labctl.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.lab.CommandLineFixture.Run;
import dev.labctl.cli.lab.fault.BrokenLab;
import dev.labctl.cli.lab.fault.BrokenLabs;
import dev.labctl.cli.lab.fault.Fault;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A deployed lab that is broken for practice: verify names it, hint tells it, heal puts it back. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PracticeIT {
    private static final String LAB = "s3-replication";

    @SuppressWarnings("NullAway.Init") // deploy sets it before any test
    private DeployedLab lab;

    @BeforeAll
    void deploy() {
        lab = new DeployedLab(LAB);
    }

    @AfterAll
    void stop() {
        lab.close();
    }

    static List<Fault> faults() {
        return Labs.capability(Labs.named(LAB), Breakable.class, "be broken").faults();
    }

    private Run run(String... arguments) {
        return lab.commandLine().labctl(arguments);
    }

    private void assertNothingBroken() {
        Run again = lab.commandLine().tryLabctl("heal", LAB);
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("nothing of s3-replication is broken", "fix: labctl break s3-replication");
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whatIsBrokenIsNamedByItsChecksAndHealed(Fault fault) {
        new PracticeTrial(lab).breakAndHeal(fault);
    }

    @Test
    void aChoiceByChanceIsNotToldAndCanBeRepeated() {
        Run broken = run("break", LAB, "--seed", "7", "-o", "json");
        assertThat(broken.json()).containsEntry("broken", true).doesNotContainKey("scenario");
        Object first = run("heal", LAB, "-o", "json").json().get("scenario");
        run("break", LAB, "--seed", "7");

        Run healed = run("heal", LAB, "-o", "json");

        assertThat(healed.json()).containsEntry("scenario", first).containsEntry("outcome", "put-back");
        assertThat(broken.out() + broken.err()).doesNotContain(String.valueOf(first));
        assertNothingBroken();
    }

    @Test
    void hintsTellMoreEachTimeAndTheCauseAtLast() {
        run("break", LAB, "--scenario", "open-bucket");

        assertThat(run("hint", LAB).out()).startsWith("1 of 3: ").doesNotContain("taken away");
        assertThat(run("hint", LAB).out()).startsWith("2 of 3: ").doesNotContain("taken away");
        String last = run("hint", LAB).out();
        assertThat(last).startsWith("3 of 3: the public access block of the backup bucket was taken away");
        assertThat(last).contains("By hand: aws s3api put-public-access-block", "BlockPublicAcls=true");
        assertThat(run("hint", LAB).out()).isEqualTo(last);
        assertThat(run("hint", LAB, "--all").out()).contains("1 of 3: ", "2 of 3: ", "3 of 3: ");
        Run healed = run("heal", LAB);
        assertThat(healed.out()).contains("open-bucket", "put back as it was", "--check buckets-private");
    }

    @Test
    void whatIsBrokenIsNotBrokenOnceMore() {
        run("break", LAB, "--scenario", "quiet-failures");

        Run more = lab.commandLine().tryLabctl("break", LAB, "--scenario", "open-bucket");

        assertThat(more.exitCode()).isEqualTo(2);
        assertThat(more.err()).contains("s3-replication is broken already", "labctl heal s3-replication");
        assertThat(run("deploy", LAB, "--yes").err())
                .contains("s3-replication is still broken for practice: labctl heal s3-replication");
        assertThat(run("heal", LAB).out()).contains("quiet-failures");
        assertThat(lab.cloud()
                        .s3()
                        .bucket(lab.output("BackupBucketName"))
                        .settings()
                        .publicAccessBlocked())
                .isTrue();
    }

    @Test
    void aCrashBetweenTheRecordAndTheChangeLeavesNothingToPutBack() {
        run("break", LAB, "--scenario", "open-bucket");
        BrokenLabs records = BrokenLabs.of(lab.commandLine().home(), lab.cloud());
        BrokenLab record = records.find(lab.stackName()).orElseThrow();
        run("heal", LAB);
        records.write(record);

        assertThat(run("heal", LAB).out()).contains("nothing had to be put back");
        assertNothingBroken();
    }

    @Test
    void whatIsBrokenAlreadyIsNotWrittenDownAsRight() {
        String alarm = lab.physicalId("FailedEventsAlarm");
        lab.sabotage().withoutAlarmActions(alarm, () -> {
            Run refused = lab.commandLine().tryLabctl("break", LAB, "--scenario", "quiet-failures");
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err()).contains("it is so already", "labctl verify s3-replication");
        });
        assertNothingBroken();
    }

    @Test
    void aLabThatIsNotDeployedIsNeitherBrokenNorHealed() {
        for (String verb : List.of("break", "hint", "heal")) {
            Run refused = lab.commandLine().tryLabctl(verb, "file-catalog");
            assertThat(refused.exitCode()).as(verb).isEqualTo(3);
            assertThat(refused.err()).contains("fix: labctl deploy file-catalog");
        }
    }

    @Test
    void aBrokenLabThatIsDestroyedIsForgotten() {
        run("deploy", LAB, "--yes", "--stack-prefix", "second");
        run("break", LAB, "--scenario", "closed-door", "--stack-prefix", "second");

        Run destroyed = run("destroy", LAB, "--yes", "--stack-prefix", "second");

        assertThat(destroyed.out()).contains("nothing is left");
        Run healed = lab.commandLine().tryLabctl("heal", LAB, "--stack-prefix", "second");
        assertThat(healed.exitCode()).isEqualTo(3);
    }
}
