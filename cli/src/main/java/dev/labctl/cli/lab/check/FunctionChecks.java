package dev.labctl.cli.lab.check;

import dev.labctl.cli.cloud.CloudWatch;
import dev.labctl.cli.cloud.Lambda;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Verification;
import java.time.Duration;
import java.util.List;

/**
 * What a function that S3 events invoke promises, besides its work.
 *
 * @param functionOutput the stack output with the function's name
 * @param logGroupOutput the stack output with its log group's name
 * @param failedEventsOutput the stack output with the URL of its on-failure queue
 * @param errorsAlarm the logical id of the alarm on its errors
 */
public record FunctionChecks(
        String functionOutput, String logGroupOutput, String failedEventsOutput, String errorsAlarm) {
    /** A metric's minute, and as long again until the alarm has looked at it. */
    private static final Duration ALARM_DELAY = Duration.ofMinutes(5);

    /** All of them. */
    public List<Check> all() {
        return List.of(
                new Check(
                        "foreign-bucket-refused",
                        "an event of another bucket fails and does not touch anything",
                        this::foreignBucketRefused),
                new Check(
                        "failed-events-kept",
                        "an event that fails every retry is in the on-failure queue",
                        this::failedEventsKept),
                LogChecks.written(List.of(new LogChecks.Logging(functionOutput, logGroupOutput, "{\"Records\":[]}"))),
                new Check(
                        "errors-raise-alarm",
                        "a failing function sets off its alarm, which tells the topic",
                        this::errorsRaiseAlarm));
    }

    private CheckResult foreignBucketRefused(Verification run) {
        Lambda.Invocation answer = run.cloud().lambda().invoke(function(run), foreignEvent(run));
        if (!answer.failed()) {
            return CheckResult.failed("an event of another bucket was accepted", "answer: " + answer.payload());
        }
        String error = JsonValue.read(answer.payload()).at("errorMessage").text();
        return error.startsWith("an event of bucket ")
                ? CheckResult.passed(error)
                : CheckResult.failed("an event of another bucket failed for another reason: " + error);
    }

    private CheckResult failedEventsKept(Verification run) {
        return FailedEvents.kept(run, functionOutput, failedEventsOutput, foreignEvent(run));
    }

    private CheckResult errorsRaiseAlarm(Verification run) {
        String name = run.deployment().physicalId(errorsAlarm);
        String topic = run.deployment().output("AlarmTopicArn");
        run.until("alarm " + name + " to calm down", ALARM_DELAY, () -> alarm(run, name), alarm -> !isInAlarm(alarm));
        run.cloud().lambda().invoke(function(run), foreignEvent(run));
        CloudWatch.Alarm alarm = run.until(
                "alarm " + name + " to go off", ALARM_DELAY, () -> alarm(run, name), FunctionChecks::isInAlarm);
        return alarm.actions().contains(topic)
                ? CheckResult.passed("%s: %s".formatted(name, alarm.reason()))
                : CheckResult.failed("alarm %s does not tell %s".formatted(name, topic));
    }

    private static CloudWatch.Alarm alarm(Verification run, String name) {
        return run.cloud().cloudWatch().alarms(name).stream()
                .filter(found -> found.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new LabctlException(
                        Failure.CHECKS_FAILED, "alarm %s does not exist".formatted(name), "deploy the lab again"));
    }

    private static boolean isInAlarm(CloudWatch.Alarm alarm) {
        return alarm.state().equals("ALARM");
    }

    private String function(Verification run) {
        return run.deployment().output(functionOutput);
    }

    private static String foreignEvent(Verification run) {
        return ObjectCreated.at("labctl-verify-foreign-bucket", "labctl-verify/%s/foreign".formatted(run.runId()))
                .json();
    }
}
