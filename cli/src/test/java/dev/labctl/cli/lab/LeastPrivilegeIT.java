package dev.labctl.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.lab.check.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
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
    /** Longer than idle execution environments are kept. */
    private static final String PAST_IDLE_ENVIRONMENTS = "10m";

    static Stream<String> labs() {
        return Labs.all().stream().map(Lab::slug);
    }

    @ParameterizedTest
    @MethodSource("labs")
    void noPermissionCanBeTakenAwayUnnoticed(String slug, TestReporter reporter) throws IOException {
        String template = Files.readString(Path.of("..", "templates", slug, "template.yaml"));
        List<PolicyMutations.Mutation> mutations = PolicyMutations.of(template);
        assertThat(mutations).isNotEmpty();
        try (DeployedLab lab = new DeployedLab(slug);
                CloudFormationClient cloudFormation = lab.commandLine().client(CloudFormationClient.builder())) {
            Duration patience = asLongAsAHealthyLabNeeds(lab);
            List<String> verdicts = new ArrayList<>();
            List<String> survivors = new ArrayList<>();
            for (PolicyMutations.Mutation mutation : mutations) {
                deploy(lab, cloudFormation, mutation.template())
                        .or(() -> failure(lab, patience))
                        .or(() -> failureInNewEnvironments(lab, patience))
                        .ifPresentOrElse(
                                how -> verdicts.add(mutation.missing() + ": " + how),
                                () -> survivors.add(mutation.missing()));
            }
            reporter.publishEntry(
                    "%s: %d mutations".formatted(slug, mutations.size()), "\n" + String.join("\n", verdicts));
            assertThat(survivors).isEmpty();
            assertThat(deploy(lab, cloudFormation, template)).isEmpty();
            lab.commandLine().labctl("verify", slug);
        }
    }

    /** Whether nothing comes any more must be told from a busy machine. */
    private static Duration asLongAsAHealthyLabNeeds(DeployedLab lab) {
        CommandLineFixture.Run run = lab.commandLine().labctl("verify", lab.slug(), "-o", "json");
        int slowest = JsonValue.read(run.out()).at("checks").items().stream()
                .mapToInt(check -> check.at("durationMs").integer(0))
                .max()
                .orElseThrow();
        return Duration.ofSeconds(2).plusMillis(slowest);
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

    /** An environment keeps what the permission gave it while it is there, its log stream for one. */
    private static Optional<String> failureInNewEnvironments(DeployedLab lab, Duration patience) {
        lab.commandLine().labctl("local", "clock", "advance", PAST_IDLE_ENVIRONMENTS);
        return failure(lab, patience).map(failure -> failure + " (in new environments)");
    }

    /** The first check that fails on the lab as it is deployed now, and why. */
    private static Optional<String> failure(DeployedLab lab, Duration patience) {
        CommandLineFixture.Run run = lab.commandLine()
                .tryLabctl("verify", lab.slug(), "--fail-fast", "--timeout", patience.toMillis() + "ms", "-o", "json");
        if (run.exitCode() == 0) {
            return Optional.empty();
        }
        assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
        List<JsonValue> checks = JsonValue.read(run.out()).at("checks").items();
        JsonValue last = checks.get(checks.size() - 1);
        assertThat(last.at("passed").value()).as(run.out()).isEqualTo(false);
        return Optional.of(last.at("check").text() + ", " + last.at("reason").text());
    }
}
