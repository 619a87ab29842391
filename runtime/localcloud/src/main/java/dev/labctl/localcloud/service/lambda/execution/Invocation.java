package dev.labctl.localcloud.service.lambda.execution;

import software.amazon.awssdk.core.SdkBytes;

/**
 * One event on its way to a handler.
 *
 * @param requestId the invocation's id
 * @param payload the event, JSON
 * @param invokedArn the ARN as it was invoked, with its qualifier if one was given
 * @param traceId the X-Ray trace header
 * @param clientContext the client context as JSON; empty when none was sent
 * @param deadlineMillis the system time at which the invocation times out; 0 until it is handed out
 */
public record Invocation(
        String requestId,
        SdkBytes payload,
        String invokedArn,
        String traceId,
        String clientContext,
        long deadlineMillis) {
    Invocation withDeadline(long millis) {
        return new Invocation(requestId, payload, invokedArn, traceId, clientContext, millis);
    }
}
