package dev.labctl.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.Verification;
import dev.labctl.cli.verify.VerifyReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every lab's template permits no more than the lab needs, and its verify needs all of it: a deployed stack is updated to
 * the template without one policy statement, action, resource or permission after the other, and each time the update
 * or the verification fails. file-pipeline has {@code
 * PipelinePrivilegesIT}, todo-api {@code TodoApiPrivilegesIT}.
 */
@Tag("long")
final class LeastPrivilegeIT {
    /** Whether nothing comes any more must be told from a busy machine. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    /** A verification of them takes longer than all mutations of another: what permissions are for is tried by itself. */
    private static final Set<String> ELSEWHERE = Set.of("file-pipeline", "todo-api");

    static Stream<String> labs() {
        return Labs.all().stream().map(Lab::slug).filter(slug -> !ELSEWHERE.contains(slug));
    }

    @ParameterizedTest
    @MethodSource("labs")
    @Execution(ExecutionMode.CONCURRENT)
    void noPermissionCanBeTakenAwayUnnoticed(String slug, TestReporter reporter) {
        try (DeployedLab lab = new DeployedLab(slug)) {
            Watch watch = Watch.of(lab);
            assertThat(new PermissionTrials(lab, reporter)
                            .survivors(mutation -> true, mutation -> watch.failure(mutation.statement())))
                    .isEmpty();
            lab.commandLine().labctl("verify", slug);
        }
    }

    /**
     * Looks whether a lab fails: with the checks of {@code labctl verify}, but not in a new process each time.
     *
     * @param needed how long each check takes on the healthy lab
     * @param told the check that failed when a piece of a statement like this was missing
     */
    private record Watch(DeployedLab lab, Map<String, Duration> needed, Map<String, String> told) {
        static Watch of(DeployedLab lab) {
            List<Check> checks = Labs.named(lab.slug()).checks();
            Map<String, Duration> needed = new HashMap<>();
            run(lab, checks, Duration.ofMinutes(1)).lines().forEach(line -> {
                assertThat(line.passed())
                        .as("%s: %s", line.check(), line.reason())
                        .isTrue();
                needed.put(line.check(), line.took());
            });
            assertThat(needed).hasSameSizeAs(checks);
            return new Watch(lab, needed, new HashMap<>());
        }

        /** The first check that fails on the lab as it is deployed now, and why: most often the one that did before. */
        Optional<String> failure(String statement) {
            List<Check> all = Labs.named(lab.slug()).checks();
            List<Check> likely = all.stream()
                    .filter(check -> check.name().equals(told.get(statement)))
                    .toList();
            return failure(statement, likely).or(() -> failure(statement, all));
        }

        private Optional<String> failure(String statement, List<Check> checks) {
            Duration slowest = checks.stream()
                    .map(check -> Objects.requireNonNull(needed.get(check.name()), check.name()))
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
            Optional<VerifyReport.Line> failed = run(lab, checks, SLACK.plus(slowest)).lines().stream()
                    .filter(line -> !line.passed())
                    .findFirst();
            failed.ifPresent(line -> told.put(statement, line.check()));
            return failed.map(line -> line.check() + ", " + line.reason());
        }

        private static VerifyReport run(DeployedLab lab, List<Check> checks, Duration patience) {
            Verification verification = new Verification(lab.deployment(), patience);
            try {
                return VerifyReport.of(lab.slug(), checks, verification, Progress.silent(), VerifyReport.Line::passed);
            } finally {
                Labs.named(lab.slug()).cleanUp(verification);
            }
        }
    }
}
