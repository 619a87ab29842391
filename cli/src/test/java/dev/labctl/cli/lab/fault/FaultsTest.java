package dev.labctl.cli.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.lab.Breakable;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.verify.Check;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FaultsTest {
    static List<Lab> labs() {
        return Labs.all();
    }

    private static List<Fault> faults(Lab lab) {
        return Labs.capability(lab, Breakable.class, "be broken").faults();
    }

    @ParameterizedTest
    @MethodSource("labs")
    void everyLabCanBeBrokenInThreeWaysAtLeast(Lab lab) {
        assertThat(faults(lab)).hasSizeGreaterThanOrEqualTo(3);
        assertThat(faults(lab)).extracting(Fault::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("labs")
    void everyWayIsNamedByChecksOfTheLab(Lab lab) {
        List<String> checks = lab.checks().stream().map(Check::name).toList();

        assertThat(faults(lab))
                .allSatisfy(fault -> assertThat(fault.checks()).isNotEmpty().isSubsetOf(checks));
    }

    @ParameterizedTest
    @MethodSource("labs")
    void everyWayHasTwoHintsBeforeItsCause(Lab lab) {
        assertThat(faults(lab)).allSatisfy(fault -> {
            assertThat(fault.hints()).hasSize(2).doesNotContain(fault.happened());
            assertThat(fault.happened()).doesNotEndWith(".");
        });
    }
}
