package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import software.amazon.awssdk.services.lambda.model.GetFunctionCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetRuntimeManagementConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetRuntimeManagementConfigResponse;
import software.amazon.awssdk.services.lambda.model.RecursiveLoop;
import software.amazon.awssdk.services.lambda.model.UpdateRuntimeOn;

/**
 * The settings that every function has at AWS's default, because nothing here can change them: no code signing, runtimes
 * that are updated by themselves, no recursive loops. Clients ask for them whenever they read a function.
 */
final class FixedSettings {
    private final Functions functions;

    FixedSettings(Functions functions) {
        this.functions = functions;
    }

    void register(Operations operations) {
        operations.on(
                GetFunctionCodeSigningConfigRequest.class,
                AccessRule.on(
                        "lambda:GetFunctionCodeSigningConfig", (q, call) -> FunctionRef.of(q.functionName(), null, call)
                                .functionArn()),
                this::codeSigning);
        operations.on(
                GetFunctionRecursionConfigRequest.class,
                AccessRule.on(
                        "lambda:GetFunctionRecursionConfig", (q, call) -> FunctionRef.of(q.functionName(), null, call)
                                .functionArn()),
                this::recursion);
        operations.on(
                GetRuntimeManagementConfigRequest.class,
                AccessRule.on("lambda:GetRuntimeManagementConfig", (q, call) -> FunctionRef.of(
                                q.functionName(), q.qualifier(), call)
                        .arn()),
                this::runtimeManagement);
    }

    private GetFunctionCodeSigningConfigResponse codeSigning(GetFunctionCodeSigningConfigRequest request, Call call) {
        FunctionRef function = FunctionRef.of(request.functionName(), null, call);
        functions.latest(function);
        return GetFunctionCodeSigningConfigResponse.builder()
                .functionName(function.name())
                .build();
    }

    private GetFunctionRecursionConfigResponse recursion(GetFunctionRecursionConfigRequest request, Call call) {
        functions.latest(FunctionRef.of(request.functionName(), null, call));
        return GetFunctionRecursionConfigResponse.builder()
                .recursiveLoop(RecursiveLoop.TERMINATE)
                .build();
    }

    private GetRuntimeManagementConfigResponse runtimeManagement(GetRuntimeManagementConfigRequest request, Call call) {
        FunctionRef function = FunctionRef.of(request.functionName(), request.qualifier(), call);
        functions.describe(function);
        return GetRuntimeManagementConfigResponse.builder()
                .functionArn(function.withQualifier(function.qualifierOr(FunctionRef.LATEST))
                        .arn())
                .updateRuntimeOn(UpdateRuntimeOn.AUTO)
                .build();
    }
}
