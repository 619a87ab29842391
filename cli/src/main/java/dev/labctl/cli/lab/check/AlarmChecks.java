package dev.labctl.cli.lab.check;

import dev.labctl.cli.cloud.CloudWatch;
import dev.labctl.cli.cloud.StackResource;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the alarms of every lab promise. */
public final class AlarmChecks {
    private AlarmChecks() {}

    /** All alarms of the stack exist, are switched on and tell the stack's topic. */
    public static Check armed() {
        return new Check(
                "alarms-armed", "every alarm is switched on and tells the alarm topic", AlarmChecks::checkArmed);
    }

    private static CheckResult checkArmed(Verification run) {
        String topic = run.deployment().output("AlarmTopicArn");
        Map<String, CloudWatch.Alarm> alarms = run
                .cloud()
                .cloudWatch()
                .alarms(run.deployment().stackName())
                .stream()
                .collect(Collectors.toMap(CloudWatch.Alarm::name, Function.identity()));
        Findings findings = new Findings();
        for (StackResource resource : run.deployment().resources()) {
            if (!resource.type().equals("AWS::CloudWatch::Alarm")) {
                continue;
            }
            CloudWatch.Alarm alarm = alarms.get(resource.physicalId());
            if (alarm == null) {
                findings.problem("alarm %s does not exist".formatted(resource.physicalId()));
            } else if (!alarm.actionsEnabled() || !alarm.actions().contains(topic)) {
                findings.problem("alarm %s does not tell %s".formatted(alarm.name(), topic));
            } else {
                findings.evidence(
                        "%s on %s %s: %s".formatted(alarm.name(), alarm.namespace(), alarm.metric(), alarm.state()));
            }
        }
        return findings.result();
    }
}
