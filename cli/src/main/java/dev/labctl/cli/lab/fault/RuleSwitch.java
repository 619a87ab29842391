package dev.labctl.cli.lab.fault;

import dev.labctl.cli.cloud.Cloud;
import java.util.List;

/** Whether a rule of EventBridge is on: {@link Part#ON} or {@link Part#OFF}. */
public record RuleSwitch(String rule) implements Part {

    @Override
    public String title() {
        return "the rule " + rule;
    }

    @Override
    public List<String> address() {
        return List.of(rule);
    }

    @Override
    public String read(Cloud cloud) {
        return cloud.eventBridge()
                .rule(rule)
                .map(found -> found.isEnabled() ? ON : OFF)
                .orElse("");
    }

    @Override
    public void write(Cloud cloud, String value) {
        if (value.equals(ON)) {
            cloud.eventBridge().enable(rule);
        } else {
            cloud.eventBridge().disable(rule);
        }
    }

    @Override
    public String byHand(Cloud cloud, String value) {
        return "aws events %s-rule --name %s".formatted(value.equals(ON) ? "enable" : "disable", Part.word(rule));
    }
}
