package dev.labctl.cli.lab.fault;

import dev.labctl.cli.cloud.Cloud;
import java.util.List;

/** Whether an alarm tells anybody: {@link Part#ON} or {@link Part#OFF}. */
public record AlarmSwitch(String alarm) implements Part {

    @Override
    public String title() {
        return "the actions of the alarm " + alarm;
    }

    @Override
    public List<String> address() {
        return List.of(alarm);
    }

    @Override
    public String read(Cloud cloud) {
        return cloud.cloudWatch().alarms(alarm).stream()
                .filter(found -> found.name().equals(alarm))
                .findFirst()
                .map(found -> found.actionsEnabled() ? ON : OFF)
                .orElse("");
    }

    @Override
    public void write(Cloud cloud, String value) {
        cloud.cloudWatch().setActionsEnabled(alarm, value.equals(ON));
    }

    @Override
    public String byHand(Cloud cloud, String value) {
        return "aws cloudwatch %s-alarm-actions --alarm-names %s"
                .formatted(value.equals(ON) ? "enable" : "disable", Part.word(alarm));
    }
}
