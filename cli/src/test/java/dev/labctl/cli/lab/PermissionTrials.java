package dev.labctl.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.cloud.StackResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.TestReporter;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Parameter;

/**
 * A deployed lab whose stack is updated to its template without one policy statement, action, resource or permission
 * after the other, while somebody looks whether it still does what it should.
 */
public final class PermissionTrials {
    private final DeployedLab lab;
    private final TestReporter reporter;
    private final String template;

    /** Trials of a lab; each verdict is reported. */
    public PermissionTrials(DeployedLab lab, TestReporter reporter) {
        this.lab = lab;
        this.reporter = reporter;
        try {
            this.template = Files.readString(Path.of("..", "templates", lab.slug(), "template.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Takes away, one at a time, what is chosen, and gives the names of what nobody missed: the stack could be updated, and
     * nothing failed. In the end all is there again.
     *
     * @param isChosen which of the template's pieces
     * @param failure looks how the lab fails, now that a piece is missing; empty when it does not
     */
    public List<String> survivors(
            Predicate<PolicyMutations.Mutation> isChosen,
            Function<PolicyMutations.Mutation, Optional<String>> failure) {
        List<PolicyMutations.Mutation> mutations = PolicyMutations.of(template, deployed()::contains).stream()
                .filter(isChosen)
                .toList();
        assertThat(mutations).isNotEmpty();
        List<String> verdicts = new ArrayList<>();
        List<String> survivors = new ArrayList<>();
        try (CloudFormationClient cloudFormation = lab.commandLine().client(CloudFormationClient.builder())) {
            for (PolicyMutations.Mutation mutation : mutations) {
                long begun = System.nanoTime();
                Optional<String> how =
                        deploy(cloudFormation, mutation.template()).or(() -> failure.apply(mutation));
                verdicts.add("%s: %s (%.1f s)"
                        .formatted(
                                mutation.missing(), how.orElse("nobody missed it"), (System.nanoTime() - begun) / 1e9));
                if (how.isEmpty()) {
                    survivors.add(mutation.missing());
                }
            }
            reporter.publishEntry(
                    "%s: %d mutations".formatted(lab.slug(), mutations.size()), "\n" + String.join("\n", verdicts));
            assertThat(deploy(cloudFormation, template)).isEmpty();
        }
        return survivors;
    }

    /**
     * Deploys a lab, and tries an exercise of it without each chosen piece, and before and after that with all of them.
     *
     * @param prepare makes the exercise of the deployed lab: how it fails, empty when it does not
     */
    public static List<String> survivors(
            String slug,
            Function<DeployedLab, Supplier<Optional<String>>> prepare,
            Predicate<PolicyMutations.Mutation> isChosen,
            TestReporter reporter) {
        try (DeployedLab lab = new DeployedLab(slug)) {
            Supplier<Optional<String>> exercise = prepare.apply(lab);
            assertThat(exercise.get()).isEmpty();
            List<String> survivors =
                    new PermissionTrials(lab, reporter).survivors(isChosen, mutation -> exercise.get());
            assertThat(exercise.get()).isEmpty();
            return survivors;
        }
    }

    private Set<String> deployed() {
        return lab.cloud().cloudFormation().resources(lab.stackName()).stream()
                .map(StackResource::logicalId)
                .collect(Collectors.toSet());
    }

    /** Updates the stack; how that fails, when it does. */
    private Optional<String> deploy(CloudFormationClient cloudFormation, String changed) {
        try {
            update(cloudFormation, changed);
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

    private void update(CloudFormationClient cloudFormation, String changed) {
        String stack = lab.stackName();
        List<Parameter> unchanged =
                cloudFormation.describeStacks(request -> request.stackName(stack)).stacks().get(0).parameters().stream()
                        .map(each -> Parameter.builder()
                                .parameterKey(each.parameterKey())
                                .usePreviousValue(true)
                                .build())
                        .toList();
        cloudFormation.updateStack(request -> request.stackName(stack)
                .templateBody(changed)
                .capabilities(Capability.CAPABILITY_NAMED_IAM)
                .parameters(unchanged));
    }
}
