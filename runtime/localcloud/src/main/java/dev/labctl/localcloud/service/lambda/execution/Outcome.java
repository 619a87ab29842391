package dev.labctl.localcloud.service.lambda.execution;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/**
 * How an invocation ended.
 *
 * @param payload the handler's result, or the error as JSON
 * @param errorType null for a result; else the error's type for the REPORT line: {@code Runtime.ExitError} ...
 * @param logTail the last 4 KB of the invocation's log
 * @param durationMillis how long the handler ran
 */
public record Outcome(SdkBytes payload, @Nullable String errorType, SdkBytes logTail, double durationMillis) {
    public boolean isError() {
        return errorType != null;
    }
}
