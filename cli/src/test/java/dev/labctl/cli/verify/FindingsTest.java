package dev.labctl.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FindingsTest {
    private final Findings findings = new Findings();

    @Test
    void withoutProblemsTheCheckPassesWithItsEvidence() {
        findings.evidence("3 objects compared");

        assertThat(findings.result()).isEqualTo(CheckResult.passed("3 objects compared"));
    }

    @Test
    void aProblemIsTheReasonAndIsNotSaidTwice() {
        findings.problem("no replica: a");
        findings.evidence("3 objects compared");

        assertThat(findings.result()).isEqualTo(CheckResult.failed("no replica: a", "3 objects compared"));
    }

    @Test
    void theReasonNamesTheFirstOfManyProblemsAndTheEvidenceTheNext() {
        for (int i = 1; i <= 25; i++) {
            findings.problem("no replica: " + i);
        }

        CheckResult.Failed failed = (CheckResult.Failed) findings.result();
        assertThat(failed.reason()).isEqualTo("no replica: 1 (and 24 more)");
        List<String> evidence = failed.evidence();
        assertThat(evidence)
                .hasSize(20)
                .startsWith("no replica: 2", "no replica: 3")
                .endsWith("and 5 more");
    }
}
