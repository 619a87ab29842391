package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.service.lambda.execution.Environments;
import java.util.List;
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

    Activation(CloudEnvironment cloud, Functions functions, Environments environments) {
        this.cloud = cloud;
        this.functions = functions;
        this.environments = environments;
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
        functions.change(() -> {
            functions.versionsOf(function).stream()
                    .filter(Activation::isWaiting)
                    .forEach(version -> functions.put(function, active(version)));
            return true;
        });
        waiting.forEach(version -> recycle(function, version.version()));
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
