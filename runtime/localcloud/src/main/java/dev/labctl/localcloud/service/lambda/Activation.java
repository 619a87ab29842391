package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.service.lambda.execution.Environments;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.State;

/**
 * The step from {@code Pending} to {@code Active} and from {@code InProgress} to {@code Successful}: behind the answer, as
 * on AWS, and taken up again after a restart.
 */
final class Activation {
    private final CloudEnvironment cloud;
    private final Functions functions;
    private final Environments environments;
    private final VpcInterfaces interfaces;

    Activation(CloudEnvironment cloud, Functions functions, Environments environments, VpcInterfaces interfaces) {
        this.cloud = cloud;
        this.functions = functions;
        this.environments = environments;
        this.interfaces = interfaces;
    }

    /** Activates all versions of the function soon. */
    void later(FunctionRef function) {
        cloud.executor().execute(() -> activate(function));
    }

    private void activate(FunctionRef function) {
        List<FunctionConfiguration> waiting = functions.versionsOf(function).stream()
                .filter(Activation::isWaiting)
                .toList();
        environments.prepare();
        String failure = networkFailure(function, waiting);
        functions.change(() -> {
            functions.versionsOf(function).stream()
                    .filter(Activation::isWaiting)
                    .forEach(version ->
                            functions.put(function, failure == null ? active(version) : failed(version, failure)));
            return true;
        });
        waiting.forEach(version -> recycle(function, version.version()));
        interfaces.sweep(function.region());
        cloud.store().awaitDurable();
    }

    /** Gives the versions their places in a VPC; what EC2 says when it cannot, else null. */
    private @Nullable String networkFailure(FunctionRef function, List<FunctionConfiguration> waiting) {
        try {
            waiting.forEach(version -> interfaces.make(function, version));
            return null;
        } catch (AwsError e) {
            return e.message();
        }
    }

    private static FunctionConfiguration failed(FunctionConfiguration version, String reason) {
        boolean isNew = version.state() == State.PENDING;
        FunctionConfiguration.Builder failed = version.toBuilder()
                .lastUpdateStatus(LastUpdateStatus.FAILED)
                .lastUpdateStatusReason(reason)
                .lastUpdateStatusReasonCode("InternalError");
        if (isNew) {
            failed.state(State.FAILED).stateReason(reason).stateReasonCode("InternalError");
        }
        return failed.build();
    }

    /** Ends the idle environments of a version. */
    void recycle(FunctionRef function, String version) {
        environments.recycle(function.functionArn() + ":" + version);
    }

    static boolean isWaiting(FunctionConfiguration version) {
        return version.state() == State.PENDING || version.lastUpdateStatus() == LastUpdateStatus.IN_PROGRESS;
    }

    private static FunctionConfiguration active(FunctionConfiguration version) {
        return version.toBuilder()
                .state(State.ACTIVE)
                .stateReason(null)
                .stateReasonCode((String) null)
                .lastUpdateStatus(LastUpdateStatus.SUCCESSFUL)
                .lastUpdateStatusReason(null)
                .lastUpdateStatusReasonCode((String) null)
                .build();
    }

    /** Takes up what a stopped cloud left. */
    void resume() {
        for (FunctionConfiguration version : functions.versions().under("")) {
            FunctionRef function = FunctionRef.ofArn(version.functionArn());
            if (function != null && isWaiting(version)) {
                later(function);
            }
        }
    }
}
