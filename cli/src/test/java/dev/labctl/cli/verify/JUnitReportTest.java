package dev.labctl.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JUnitReportTest {
    private static final VerifyReport REPORT = new VerifyReport(
            "lab-x",
            "labctl-lab-x",
            "local (us-east-1)",
            Instant.EPOCH,
            Duration.ofMillis(1500),
            List.of(
                    new VerifyReport.Line(
                            "bytes-identical", "bytes are identical", CheckResult.passed("3 objects"), Duration.ZERO),
                    new VerifyReport.Line(
                            "rows-there", "rows are there", CheckResult.failed("no row <a&b>\u0001"), Duration.ZERO)),
            0);

    @Test
    void aFailedCheckIsAFailedCaseWithItsReason() {
        assertThat(JUnitReport.xml(List.of(REPORT)))
                .contains("<testsuite name=\"lab-x\" tests=\"2\" failures=\"1\"")
                .contains("time=\"1.500\"")
                .contains("<testcase classname=\"labctl.lab-x\" name=\"bytes-identical\"")
                .contains("<failure message=\"no row &lt;a&amp;b");
    }

    @Test
    void oneFailedCheckMakesTheExitCodeOne() {
        assertThat(REPORT.exitCode()).isEqualTo(1);
    }
}
