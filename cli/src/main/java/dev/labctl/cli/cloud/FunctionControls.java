package dev.labctl.cli.cloud;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;

/** What of one function can be set: its environment, how many run at once, who may call it, where failed events go. */
public final class FunctionControls {
    private final LambdaClient client;
    private final String function;

    FunctionControls(LambdaClient client, String function) {
        this.client = client;
        this.function = function;
    }

    /** The environment's variables. */
    public Map<String, String> variables() {
        return client.getFunctionConfiguration(request -> request.functionName(function))
                .environment()
                .variables();
    }

    /** Gives a variable of the environment another value; containers that come after {@link #isUpdated} have it. */
    public void setVariable(String name, String value) {
        Map<String, String> changed = new HashMap<>(variables());
        changed.put(name, value);
        client.updateFunctionConfiguration(
                request -> request.functionName(function).environment(environment -> environment.variables(changed)));
    }

    /** Whether the last change of its settings has come into force. */
    public boolean isUpdated() {
        return client.getFunctionConfiguration(request -> request.functionName(function))
                        .lastUpdateStatus()
                != LastUpdateStatus.IN_PROGRESS;
    }

    /** How many of it may run at once; empty when it shares the account's. */
    public OptionalInt reservedConcurrency() {
        Integer reserved = client.getFunctionConcurrency(request -> request.functionName(function))
                .reservedConcurrentExecutions();
        return reserved == null ? OptionalInt.empty() : OptionalInt.of(reserved);
    }

    /** Says how many of it may run at once; empty for as many as the account lets. */
    public void reserveConcurrency(OptionalInt limit) {
        if (limit.isPresent()) {
            client.putFunctionConcurrency(
                    request -> request.functionName(function).reservedConcurrentExecutions(limit.getAsInt()));
        } else {
            client.deleteFunctionConcurrency(request -> request.functionName(function));
        }
    }

    /**
     * A permission that the function's resource policy gives.
     *
     * @param principal a service, or the ARN of a role
     * @param sourceAccount whose events alone may call; empty for any account's
     * @param sourceArn what alone may call; empty for anything
     * @param urlAuthType {@code AWS_IAM} when it is about the function's URL; else empty
     * @param viaUrl whether only calls through the function's URL are meant
     */
    public record Permission(
            String statementId,
            String action,
            String principal,
            String sourceAccount,
            String sourceArn,
            String urlAuthType,
            boolean viaUrl) {}

    /** Gives a permission. */
    public void permit(Permission permission) {
        client.addPermission(request -> request.functionName(function)
                .statementId(permission.statementId())
                .action(permission.action())
                .principal(permission.principal())
                .sourceAccount(permission.sourceAccount().isEmpty() ? null : permission.sourceAccount())
                .sourceArn(permission.sourceArn().isEmpty() ? null : permission.sourceArn())
                .functionUrlAuthType(
                        permission.urlAuthType().isEmpty()
                                ? null
                                : FunctionUrlAuthType.fromValue(permission.urlAuthType()))
                .invokedViaFunctionUrl(permission.viaUrl() ? Boolean.TRUE : null));
    }

    /** Takes a permission away; one that is not there is no error. */
    public void forbid(String statementId) {
        try {
            client.removePermission(request -> request.functionName(function).statementId(statementId));
        } catch (CloudException e) {
            if (!e.notFound()) {
                throw e;
            }
        }
    }

    /** Sends events that the function fails on to this ARN, or, when it is empty, nowhere. */
    public void setOnFailure(String arn) {
        GetFunctionEventInvokeConfigResponse now =
                client.getFunctionEventInvokeConfig(request -> request.functionName(function));
        client.putFunctionEventInvokeConfig(request -> {
            request.functionName(function)
                    .maximumRetryAttempts(now.maximumRetryAttempts())
                    .maximumEventAgeInSeconds(now.maximumEventAgeInSeconds());
            if (!arn.isEmpty()) {
                request.destinationConfig(to -> to.onFailure(failed -> failed.destination(arn)));
            }
        });
    }
}
