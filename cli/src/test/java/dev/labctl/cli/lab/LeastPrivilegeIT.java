package dev.labctl.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.cloud.StackResource;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.Verification;
import dev.labctl.cli.verify.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Parameter;

/**
 * Every lab's template permits no more than the lab needs, and its verify needs all of it: a deployed stack is updated to
 * the template without one policy statement, action, resource or permission after the other, and each time the update
 * or the verification fails.
 */
@Tag("long")
final class LeastPrivilegeIT {
    /** Whether nothing comes any more must be told from a busy machine. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    /** Its verification launches an instance for each of some forty mutations: longer than all other labs together. */
    private static final Set<String> NOT_YET = Set.of("file-pipeline");

    static Stream<String> labs() {
        return Labs.all().stream().map(Lab::slug).filter(slug -> !NOT_YET.contains(slug));
    }

    @ParameterizedTest
    @MethodSource("labs")
    @Execution(ExecutionMode.CONCURRENT)
    void noPermissionCanBeTakenAwayUnnoticed(String slug, TestReporter reporter) throws IOException {
        String template = Files.readString(Path.of("..", "templates", slug, "template.yaml"));
        try (DeployedLab lab = new DeployedLab(slug);
                CloudFormationClient cloudFormation = lab.commandLine().client(CloudFormationClient.builder())) {
            List<PolicyMutations.Mutation> mutations = PolicyMutations.of(template, deployed(lab)::contains);
            assertThat(mutations).isNotEmpty();
            Watch watch = Watch.of(lab);
            List<String> verdicts = new ArrayList<>();
            List<String> survivors = new ArrayList<>();
            for (PolicyMutations.Mutation mutation : mutations) {
                long begun = System.nanoTime();
                deploy(lab, cloudFormation, mutation.template())
                        .or(() -> watch.failure(mutation.statement()))
                        .ifPresentOrElse(
                                how -> verdicts.add("%s: %s (%.1f s)"
                                        .formatted(mutation.missing(), how, (System.nanoTime() - begun) / 1e9)),
                                () -> survivors.add(mutation.missing()));
            }
            reporter.publishEntry(
                    "%s: %d mutations".formatted(slug, mutations.size()), "\n" + String.join("\n", verdicts));
            assertThat(survivors).isEmpty();
            assertThat(deploy(lab, cloudFormation, template)).isEmpty();
            lab.commandLine().labctl("verify", slug);
        }
    }

    private static Set<String> deployed(DeployedLab lab) {
        return lab.cloud().cloudFormation().resources(lab.stackName()).stream()
                .map(StackResource::logicalId)
                .collect(Collectors.toSet());
    }

    /** Updates the stack; how that fails, when it does. */
    private static Optional<String> deploy(DeployedLab lab, CloudFormationClient cloudFormation, String template) {
        try {
            update(lab.stackName(), cloudFormation, template);
        } catch (CloudFormationException e) {
            return Optional.of("refused, " + e.awsErrorDetails().errorMessage());
        }
        StackDescription updated = lab.cloud()
                .poller()
                .until(
                        "the update of " + lab.stackName(),
                        Duration.ofMinutes(1),
                        () -> lab.cloud()
                                .cloudFormation()
                                .describe(lab.stackName())
                                .orElseThrow(),
                        StackDescription::isSettled);
        return Optional.of(updated.status())
                .filter(status -> !status.equals("UPDATE_COMPLETE"))
                .map(status -> "the stack is " + status);
    }

    private static void update(String stack, CloudFormationClient cloudFormation, String template) {
        List<Parameter> unchanged =
                cloudFormation.describeStacks(request -> request.stackName(stack)).stacks().get(0).parameters().stream()
                        .map(each -> Parameter.builder()
                                .parameterKey(each.parameterKey())
                                .usePreviousValue(true)
                                .build())
                        .toList();
        cloudFormation.updateStack(request -> request.stackName(stack)
                .templateBody(template)
                .capabilities(Capability.CAPABILITY_NAMED_IAM)
                .parameters(unchanged));
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
                return VerifyReport.of(lab.slug(), checks, verification, VerifyReport.Line::passed);
            } finally {
                Labs.named(lab.slug()).cleanUp(verification);
            }
        }
    }
}
