package dev.labctl.localcloud.service.scheduler;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.targets.Targets;
import java.util.Map;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.scheduler.model.Target;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** Invokes targets as their execution role. */
final class TargetInvoker {
    private static final String SERVICE = "scheduler.amazonaws.com";

    private final CloudEnvironment environment;
    private final Targets targets;

    TargetInvoker(CloudEnvironment environment) {
        this.environment = environment;
        this.targets = new Targets(environment);
    }

    /** The service acting for schedules of a group, which is what roles see as {@code aws:SourceArn}. */
    static Caller service(String groupArn, String accountId) {
        return Caller.service(SERVICE, SchedulerTables.region(groupArn), groupArn, accountId);
    }

    /**
     * Takes on the target's role.
     *
     * @throws InvocationFailure when that cannot be
     */
    Caller role(Invocation invocation, Target target) {
        String arn = invocation.scheduleArn();
        String groupArn = arn.substring(0, arn.indexOf(":schedule/")) + ":schedule-group/" + invocation.group();
        try {
            return Caller.of(
                    targets.assume(service(groupArn, environment.accountId()), target.roleArn()), invocation.region());
        } catch (AwsError e) {
            throw InvocationFailure.of(e);
        }
    }

    /**
     * Invokes the target.
     *
     * @throws InvocationFailure when it refuses
     */
    void invoke(Caller role, Target target, String input) {
        Caller there = role.inRegion(SchedulerTables.region(target.arn()));
        try {
            switch (target.arn().split(":", 4)[2]) {
                case "lambda" -> targets.invoke(there, target.arn(), input);
                case "sqs" ->
                    targets.send(
                            there,
                            target.arn(),
                            SendMessageRequest.builder()
                                    .messageBody(input)
                                    .messageGroupId(
                                            target.sqsParameters() == null
                                                    ? null
                                                    : target.sqsParameters().messageGroupId()));
                case "sns" -> targets.publish(there, target.arn(), input);
                case "events" -> putEvent(there, target, input);
                default -> throw new IllegalStateException("accepted as a target: " + target.arn());
            }
        } catch (AwsError e) {
            throw InvocationFailure.of(e);
        }
    }

    private void putEvent(Caller caller, Target target, String input) {
        PutEventsRequestEntry event = PutEventsRequestEntry.builder()
                .eventBusName(target.arn())
                .source(target.eventBridgeParameters().source())
                .detailType(target.eventBridgeParameters().detailType())
                .detail(input)
                .build();
        PutEventsResponse response = environment
                .dispatcher()
                .call(caller, PutEventsRequest.builder().entries(event).build(), PutEventsResponse.class);
        if (response.failedEntryCount() > 0) {
            PutEventsResultEntry entry = response.entries().get(0);
            throw new InvocationFailure(entry.errorCode(), entry.errorMessage(), false);
        }
    }

    /**
     * Sends what could not be delivered to a queue.
     *
     * @throws AwsError when the queue does not take it
     */
    void deadLetter(Caller role, String queueArn, String body, Map<String, String> attributes) {
        targets.deadLetter(role.inRegion(SchedulerTables.region(queueArn)), queueArn, body, attributes);
    }
}
