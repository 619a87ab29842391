package dev.labctl.cli.cloud;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** EventBridge: rules. */
public final class EventBridge implements AutoCloseable {
    private final EventBridgeClient client;

    EventBridge(ClientFactory clients) {
        client = clients.client(EventBridgeClient.builder());
    }

    /**
     * A rule of the default bus.
     *
     * @param schedule {@code rate(1 hour)}; empty for a rule that matches events
     * @param targets the ARNs that it invokes
     */
    public record Rule(String name, String schedule, boolean isEnabled, List<String> targets) {
        public Rule {
            targets = List.copyOf(targets);
        }
    }

    /** The rule of that name, if there is one. */
    public Optional<Rule> rule(String name) {
        return CloudException.found(() -> {
            DescribeRuleResponse found = client.describeRule(request -> request.name(name));
            return new Rule(
                    name,
                    found.scheduleExpression() == null ? "" : found.scheduleExpression(),
                    found.state() != RuleState.DISABLED,
                    client.listTargetsByRule(request -> request.rule(name)).targets().stream()
                            .map(Target::arn)
                            .toList());
        });
    }

    /** Switches a rule of the default bus off; one that is not there is no error. */
    public void disable(String name) {
        CloudException.found(() -> client.disableRule(request -> request.name(name)));
    }

    /** Switches a rule of the default bus on. */
    public void enable(String name) {
        client.enableRule(request -> request.name(name));
    }

    @Override
    public void close() {
        client.close();
    }
}
