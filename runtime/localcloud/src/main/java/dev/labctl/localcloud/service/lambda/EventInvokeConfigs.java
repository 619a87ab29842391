package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.SdkState;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;
import software.amazon.awssdk.services.lambda.model.FunctionEventInvokeConfig;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionEventInvokeConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionEventInvokeConfigsResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionEventInvokeConfigResponse;

/** How asynchronous invocations of a function, version or alias are retried, and where their records go. */
final class EventInvokeConfigs {
    private final CloudEnvironment cloud;
    private final Functions functions;

    EventInvokeConfigs(CloudEnvironment cloud, Functions functions) {
        this.cloud = cloud;
        this.functions = functions;
    }

    void register(Operations operations) {
        operations.on(
                PutFunctionEventInvokeConfigRequest.class,
                AccessRule.on("lambda:PutFunctionEventInvokeConfig", (q, call) -> arn(q.functionName(), call)),
                this::put);
        operations.on(
                UpdateFunctionEventInvokeConfigRequest.class,
                AccessRule.on("lambda:UpdateFunctionEventInvokeConfig", (q, call) -> arn(q.functionName(), call)),
                this::update);
        operations.on(
                GetFunctionEventInvokeConfigRequest.class,
                AccessRule.on("lambda:GetFunctionEventInvokeConfig", (q, call) -> arn(q.functionName(), call)),
                this::get);
        operations.on(
                DeleteFunctionEventInvokeConfigRequest.class,
                AccessRule.on("lambda:DeleteFunctionEventInvokeConfig", (q, call) -> arn(q.functionName(), call)),
                this::delete);
        operations.on(
                ListFunctionEventInvokeConfigsRequest.class,
                AccessRule.on("lambda:ListFunctionEventInvokeConfigs", (q, call) -> arn(q.functionName(), call)),
                this::list);
    }

    private static String arn(String functionName, Call call) {
        return FunctionRef.of(functionName, null, call).functionArn();
    }

    private static FunctionRef target(String functionName, @Nullable String qualifier, Call call) {
        FunctionRef function = FunctionRef.of(functionName, qualifier, call);
        return function.withQualifier(function.qualifierOr(FunctionRef.LATEST));
    }

    private PutFunctionEventInvokeConfigResponse put(PutFunctionEventInvokeConfigRequest request, Call call) {
        FunctionRef function = target(request.functionName(), request.qualifier(), call);
        FunctionEventInvokeConfig config = FunctionEventInvokeConfig.builder()
                .functionArn(function.arn())
                .maximumRetryAttempts(request.maximumRetryAttempts())
                .maximumEventAgeInSeconds(request.maximumEventAgeInSeconds())
                .destinationConfig(completed(request.destinationConfig()))
                .lastModified(cloud.clock().instant().truncatedTo(ChronoUnit.MILLIS))
                .build();
        validate(config, function);
        save(function, config);
        return SdkState.copy(config, PutFunctionEventInvokeConfigResponse.builder())
                .build();
    }

    /** AWS always answers with both members of the destination config. */
    private static DestinationConfig completed(@Nullable DestinationConfig given) {
        DestinationConfig.Builder config = given == null ? DestinationConfig.builder() : given.toBuilder();
        DestinationConfig asked = config.build();
        if (asked.onSuccess() == null) {
            config.onSuccess(success -> {});
        }
        if (asked.onFailure() == null) {
            config.onFailure(failure -> {});
        }
        return config.build();
    }

    private UpdateFunctionEventInvokeConfigResponse update(UpdateFunctionEventInvokeConfigRequest request, Call call) {
        FunctionRef function = target(request.functionName(), request.qualifier(), call);
        FunctionEventInvokeConfig.Builder changed = find(function).toBuilder();
        if (request.maximumRetryAttempts() != null) {
            changed.maximumRetryAttempts(request.maximumRetryAttempts());
        }
        if (request.maximumEventAgeInSeconds() != null) {
            changed.maximumEventAgeInSeconds(request.maximumEventAgeInSeconds());
        }
        if (request.destinationConfig() != null) {
            changed.destinationConfig(completed(request.destinationConfig()));
        }
        FunctionEventInvokeConfig config = changed.lastModified(
                        cloud.clock().instant().truncatedTo(ChronoUnit.MILLIS))
                .build();
        validate(config, function);
        save(function, config);
        return SdkState.copy(config, UpdateFunctionEventInvokeConfigResponse.builder())
                .build();
    }

    private void validate(FunctionEventInvokeConfig config, FunctionRef function) {
        new Constraints()
                .range(config.maximumRetryAttempts(), "maximumRetryAttempts", 0, 2)
                .range(config.maximumEventAgeInSeconds(), "maximumEventAgeInSeconds", 60, 21_600)
                .check();
        String success = config.destinationConfig().onSuccess().destination();
        String failure = config.destinationConfig().onFailure().destination();
        if (config.maximumRetryAttempts() == null
                && config.maximumEventAgeInSeconds() == null
                && success == null
                && failure == null) {
            throw LambdaErrors.invalid("You must specify at least one of error handling or destination setting.");
        }
        String role = functions.describe(function).role();
        requireDestination(success, function, config);
        requireDestination(failure, function, config);
        requireAccess(success, role, function);
        requireAccess(failure, role, function);
    }

    /** The records are sent with the function's own role, so it must be allowed to. */
    private void requireAccess(@Nullable String destination, String role, FunctionRef function) {
        if (destination != null && !RoleAccess.maySend(cloud, role, function, destination)) {
            String action = RoleAccess.action(destination);
            throw LambdaErrors.invalid("The function's execution role does not have permissions to call "
                    + action.substring(action.indexOf(':') + 1) + " on " + destination);
        }
    }

    private static void requireDestination(
            @Nullable String destination, FunctionRef function, FunctionEventInvokeConfig config) {
        if (destination == null) {
            return;
        }
        if (destination.startsWith(function.functionArn())) {
            FunctionRef other = FunctionRef.ofArn(destination);
            if (other != null && other.name().equals(function.name())) {
                throw LambdaErrors.invalid("You can't specify the function as a destination for itself.");
            }
        }
        if (!destination.matches("arn:aws[a-z-]*:(sqs|sns|lambda|events|s3):.*")) {
            throw LambdaErrors.invalid(
                    "The provided destination config DestinationConfig(onSuccess=%s, onFailure=%s) is invalid."
                            .formatted(
                                    config.destinationConfig().onSuccess(),
                                    config.destinationConfig().onFailure()));
        }
        if (destination.startsWith("arn:aws:s3:")) {
            throw LambdaErrors.notImplemented("S3 as destination of asynchronous invocations");
        }
    }

    private void save(FunctionRef function, FunctionEventInvokeConfig config) {
        functions.change(() -> {
            functions.describe(function);
            functions.eventConfigs().put(Functions.qualifiedKey(function), config);
            return true;
        });
    }

    private FunctionEventInvokeConfig find(FunctionRef function) {
        return functions
                .eventConfigs()
                .get(Functions.qualifiedKey(function))
                .orElseThrow(() ->
                        LambdaErrors.notFound("The function " + function.arn() + " doesn't have an EventInvokeConfig"));
    }

    private GetFunctionEventInvokeConfigResponse get(GetFunctionEventInvokeConfigRequest request, Call call) {
        FunctionRef function = target(request.functionName(), request.qualifier(), call);
        return SdkState.copy(find(function), GetFunctionEventInvokeConfigResponse.builder())
                .build();
    }

    private DeleteFunctionEventInvokeConfigResponse delete(DeleteFunctionEventInvokeConfigRequest request, Call call) {
        FunctionRef function = target(request.functionName(), request.qualifier(), call);
        functions.change(() -> {
            find(function);
            return functions.eventConfigs().remove(Functions.qualifiedKey(function));
        });
        DeleteFunctionEventInvokeConfigResponse.Builder response = DeleteFunctionEventInvokeConfigResponse.builder();
        response.sdkHttpResponse(Http.NO_CONTENT);
        return response.build();
    }

    private ListFunctionEventInvokeConfigsResponse list(ListFunctionEventInvokeConfigsRequest request, Call call) {
        FunctionRef function = FunctionRef.of(request.functionName(), null, call);
        functions.latest(function);
        List<FunctionEventInvokeConfig> all = functions.eventConfigs().under(function.key() + "/");
        Pages<FunctionEventInvokeConfig> page = Pages.of(all, request.marker(), request.maxItems());
        return ListFunctionEventInvokeConfigsResponse.builder()
                .functionEventInvokeConfigs(page.items())
                .nextMarker(page.nextMarker())
                .build();
    }
}
