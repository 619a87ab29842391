package dev.labctl.cli.cloud;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.AccountLimit;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetPolicyResponse;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.OnFailure;

/** Lambda: invoking functions, and how they are configured. */
public final class Lambda implements AutoCloseable {
    /** A function may run for 15 minutes, and its answer comes after that. */
    private static final Duration LONGEST_RUN = Duration.ofMinutes(16);

    private final LambdaClient client;

    Lambda(ClientFactory clients) {
        client = clients.client(LambdaClient.builder(), LONGEST_RUN);
    }

    /**
     * What a function answered.
     *
     * @param requestId what the log lines of this run are marked with
     * @param functionError {@code Handled} or {@code Unhandled}; empty when the function succeeded
     * @param payload the result, or the error's JSON
     * @param logTail the last 4 KB of the run's log
     */
    public record Invocation(String requestId, String functionError, String payload, String logTail) {
        /** Whether the function threw, timed out or died. */
        public boolean failed() {
            return !functionError.isEmpty();
        }
    }

    /**
     * A function's settings.
     *
     * @param timeout how long a run may take
     * @param memory in MiB
     * @param logGroup where it logs
     */
    public record FunctionSettings(
            String name,
            String arn,
            String runtime,
            String handler,
            String role,
            Duration timeout,
            int memory,
            Map<String, String> environment,
            String logGroup,
            String state,
            String codeSha256) {
        public FunctionSettings {
            environment = Map.copyOf(environment);
        }
    }

    /** Runs a function with this JSON and waits for its answer. */
    public Invocation invoke(String function, String payload) {
        InvokeResponse response = client.invoke(request -> request.functionName(function)
                .invocationType(InvocationType.REQUEST_RESPONSE)
                .logType(LogType.TAIL)
                .payload(SdkBytes.fromUtf8String(payload)));
        String tail = response.logResult();
        return new Invocation(
                response.responseMetadata().requestId(),
                response.functionError() == null ? "" : response.functionError(),
                response.payload() == null ? "" : response.payload().asUtf8String(),
                tail == null ? "" : new String(Base64.getDecoder().decode(tail), StandardCharsets.UTF_8));
    }

    /** Hands an event to a function and does not wait: Lambda retries and, in the end, tells the on-failure target. */
    public void invokeAsync(String function, String payload) {
        client.invoke(request -> request.functionName(function)
                .invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromUtf8String(payload)));
    }

    /** A function's settings, if there is such a function. */
    public Optional<FunctionSettings> settings(String function) {
        return CloudException.found(
                () -> settings(client.getFunctionConfiguration(request -> request.functionName(function))));
    }

    /** Where an asynchronous event goes that the function failed on: the ARN, if there is one. */
    public Optional<String> onFailure(String function) {
        return CloudException.found(
                        () -> client.getFunctionEventInvokeConfig(request -> request.functionName(function)))
                .map(GetFunctionEventInvokeConfigResponse::destinationConfig)
                .map(DestinationConfig::onFailure)
                .map(OnFailure::destination);
    }

    /** The function's resource policy as JSON, if it has one. */
    public Optional<String> policy(String function) {
        return CloudException.found(() -> client.getPolicy(request -> request.functionName(function)))
                .map(GetPolicyResponse::policy);
    }

    /** What of a function can be set. */
    public FunctionControls controls(String function) {
        return new FunctionControls(client, function);
    }

    /** How many executions at once the account may have in this region, and how many functions have reserved. */
    public Quota concurrency() {
        AccountLimit limit = client.getAccountSettings().accountLimit();
        return new Quota(
                "concurrent executions",
                limit.concurrentExecutions() - limit.unreservedConcurrentExecutions(),
                limit.concurrentExecutions());
    }

    @Override
    public void close() {
        client.close();
    }

    private static FunctionSettings settings(GetFunctionConfigurationResponse found) {
        return new FunctionSettings(
                found.functionName(),
                found.functionArn(),
                found.runtimeAsString() == null ? "" : found.runtimeAsString(),
                found.handler() == null ? "" : found.handler(),
                found.role(),
                Duration.ofSeconds(found.timeout()),
                found.memorySize(),
                found.environment() == null ? Map.of() : found.environment().variables(),
                found.loggingConfig() == null ? "" : found.loggingConfig().logGroup(),
                found.stateAsString() == null ? "" : found.stateAsString(),
                found.codeSha256());
    }
}
