package dev.labctl.localcloud.service.scheduler;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Constraints;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindow;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.Target;

/** What schedules may be; what AWS allows and the local cloud does not run is refused by name. */
final class ScheduleRules {
    private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z-_.]+");
    private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]+");
    private static final Pattern DEAD_LETTERS = Pattern.compile("arn:aws[a-z-]*:sqs:[a-z0-9-]+:\\d{12}:[a-zA-Z0-9_-]+");
    private static final Pattern ARN = Pattern.compile("arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\\d{12})?:.+");
    private static final Pattern TARGET = Pattern.compile("arn:aws[a-z-]*:(lambda:[a-z0-9-]+:\\d{12}:function:.+"
            + "|(sqs|sns):[a-z0-9-]+:\\d{12}:[^:/]+|events:[a-z0-9-]+:\\d{12}:event-bus/.+)");
    private static final List<String> STATES = List.of("ENABLED", "DISABLED");
    private static final int MAX_NAME = 64;
    private static final int MAX_DESCRIPTION = 512;
    private static final int MAX_EXPRESSION = 256;
    private static final int MAX_TIMEZONE = 50;
    private static final int MAX_ARN = 1600;
    private static final int MAX_TOKEN = 64;
    private static final int MAX_WINDOW = 1440;
    private static final int MIN_AGE = 60;
    private static final int MAX_AGE = 86_400;
    private static final int MAX_RETRIES = 185;
    private static final int MAX_GROUP_ID = 128;
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private ScheduleRules() {}

    /** The names of a schedule or a group, and the client token, that a request gives. */
    static void checkName(String member, @Nullable String name, @Nullable String group, @Nullable String token) {
        named(member, name)
                .pattern("groupName", group, NAME)
                .length("groupName", group, 1, MAX_NAME)
                .length("clientToken", token, 1, MAX_TOKEN)
                .check();
    }

    private static Constraints named(String member, @Nullable String name) {
        return new Constraints()
                .required(member, name)
                .pattern(member, name, NAME)
                .length(member, name, 1, MAX_NAME);
    }

    /** Checks a schedule as a request would have it; {@code before} is what it was, if it is changed. */
    static void check(GetScheduleResponse schedule, @Nullable GetScheduleResponse before, Instant now) {
        FlexibleTimeWindow window = schedule.flexibleTimeWindow();
        Constraints constraints = named("name", schedule.name())
                .length("description", schedule.description(), 0, MAX_DESCRIPTION)
                .required("scheduleExpression", schedule.scheduleExpression())
                .length("scheduleExpression", schedule.scheduleExpression(), 1, MAX_EXPRESSION)
                .length("scheduleExpressionTimezone", schedule.scheduleExpressionTimezone(), 1, MAX_TIMEZONE)
                .oneOf("state", schedule.stateAsString(), STATES)
                .oneOf("actionAfterCompletion", schedule.actionAfterCompletionAsString(), List.of("NONE", "DELETE"))
                .required("flexibleTimeWindow", window)
                .required("target", schedule.target());
        if (window != null) {
            String member = "flexibleTimeWindow.";
            constraints
                    .required(member + "mode", window.modeAsString())
                    .oneOf(member + "mode", window.modeAsString(), List.of("OFF", "FLEXIBLE"))
                    .range(member + "maximumWindowInMinutes", window.maximumWindowInMinutes(), 1, MAX_WINDOW);
        }
        if (schedule.target() != null) {
            constrain(constraints, schedule.target());
        }
        constraints.check();
        SchedulerErrors.refuse("schedules with keys of their own (KmsKeyArn)", schedule.kmsKeyArn());
        Plan.of(schedule);
        checkDates(schedule, before, now);
        if ((window.mode() == FlexibleTimeWindowMode.FLEXIBLE) != (window.maximumWindowInMinutes() != null)) {
            throw AwsError.validation(
                    window.mode() == FlexibleTimeWindowMode.FLEXIBLE
                            ? "You must provide MaximumWindowInMinutes when FlexibleTimeWindow Mode is FLEXIBLE."
                            : "You cannot provide MaximumWindowInMinutes when FlexibleTimeWindow Mode is OFF.");
        }
        checkTarget(schedule.target());
    }

    private static void constrain(Constraints constraints, Target target) {
        constraints
                .required("target.arn", target.arn())
                .length("target.arn", target.arn(), 1, MAX_ARN)
                .required("target.roleArn", target.roleArn())
                .pattern("target.roleArn", target.roleArn(), ROLE)
                .length("target.input", target.input(), 1, Integer.MAX_VALUE);
        if (target.retryPolicy() != null) {
            String member = "target.retryPolicy.";
            constraints
                    .range(
                            member + "maximumEventAgeInSeconds",
                            target.retryPolicy().maximumEventAgeInSeconds(),
                            MIN_AGE,
                            MAX_AGE)
                    .range(
                            member + "maximumRetryAttempts",
                            target.retryPolicy().maximumRetryAttempts(),
                            0,
                            MAX_RETRIES);
        }
        if (target.deadLetterConfig() != null) {
            constraints.pattern(
                    "target.deadLetterConfig.arn", target.deadLetterConfig().arn(), DEAD_LETTERS);
        }
        if (target.sqsParameters() != null) {
            constraints.length(
                    "target.sqsParameters.messageGroupId",
                    target.sqsParameters().messageGroupId(),
                    1,
                    MAX_GROUP_ID);
        }
        if (target.eventBridgeParameters() != null) {
            constraints
                    .required(
                            "target.eventBridgeParameters.detailType",
                            target.eventBridgeParameters().detailType())
                    .required(
                            "target.eventBridgeParameters.source",
                            target.eventBridgeParameters().source());
        }
    }

    private static void checkDates(GetScheduleResponse schedule, @Nullable GetScheduleResponse before, Instant now) {
        Instant start = schedule.startDate();
        Instant end = schedule.endDate();
        boolean startsAnew = start != null && (before == null || !start.equals(before.startDate()));
        boolean endsAnew = end != null && (before == null || !end.equals(before.endDate()));
        if (startsAnew && start.isBefore(now.minus(TOLERANCE))) {
            throw AwsError.validation("The StartDate you specify cannot be earlier than 5 minutes ago.");
        }
        if ((startsAnew || endsAnew) && end != null && !end.isAfter(start == null ? now : start)) {
            throw AwsError.validation("The EndDate you specify must come after the StartDate.");
        }
    }

    private static void checkTarget(Target target) {
        SchedulerErrors.refuse(
                "targets other than functions, queues, topics and event buses",
                target.ecsParameters(),
                target.kinesisParameters(),
                target.sageMakerPipelineParameters());
        String arn = target.arn();
        if (!ARN.matcher(arn).matches()) {
            throw AwsError.validation("Provided Arn is not in correct format.");
        }
        String service = arn.split(":", 4)[2];
        if (service.equals("scheduler")) {
            SchedulerErrors.refuse("universal targets (" + arn + ")", arn);
        }
        if (!List.of("lambda", "sqs", "sns", "events").contains(service)) {
            SchedulerErrors.refuse("targets of " + service + " (" + arn + ")", arn);
        }
        if (!TARGET.matcher(arn).matches()) {
            throw AwsError.validation("Provided Arn is not in correct format.");
        }
        if (!service.equals("sqs") && target.sqsParameters() != null) {
            throw AwsError.validation("SqsParameters cannot be specified for " + arn);
        }
        if (service.equals("events") != (target.eventBridgeParameters() != null)) {
            throw AwsError.validation("EventBridgeParameters " + (service.equals("events") ? "must" : "cannot")
                    + " be specified for " + arn);
        }
        boolean hasGroup =
                target.sqsParameters() != null && target.sqsParameters().messageGroupId() != null;
        if (service.equals("sqs") && arn.endsWith(".fifo") && !hasGroup) {
            throw AwsError.validation("MessageGroupId must be specified for the FIFO queue " + arn);
        }
    }
}
