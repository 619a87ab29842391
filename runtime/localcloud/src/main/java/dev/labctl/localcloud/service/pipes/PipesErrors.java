package dev.labctl.localcloud.service.pipes;

import dev.labctl.localcloud.core.AwsError;
import org.jspecify.annotations.Nullable;

/** The errors of EventBridge Pipes. */
final class PipesErrors {
    private PipesErrors() {}

    static AwsError notFound(String name) {
        return AwsError.of(404, "NotFoundException", "Pipe " + name + " does not exist.");
    }

    static AwsError exists(String name) {
        return AwsError.of(409, "ConflictException", "Pipe " + name + " already exists.");
    }

    /** For what cannot be done while the pipe is on its way from one state to another. */
    static AwsError busy(String name, String state) {
        return AwsError.of(409, "ConflictException", "Pipe " + name + " is in the state " + state + ".");
    }

    static AwsError quotaExceeded() {
        return AwsError.of(402, "ServiceQuotaExceededException", "Limit for the number of pipes exceeded.");
    }

    /** Why a pipe cannot begin: what becomes its {@code StateReason}. */
    static AwsError unusable(String reason) {
        return AwsError.validation("Input parameter is invalid from the request due to : " + reason);
    }

    static AwsError invalidToken() {
        return AwsError.validation("Invalid NextToken.");
    }

    /** What AWS has and the local cloud has not. */
    static AwsError notImplemented(String what) {
        return AwsError.of(
                501, "NotImplemented", "The local cloud does not implement " + what + " in EventBridge Pipes.");
    }

    /** Throws {@link #notImplemented} if any of these is given. */
    static void refuse(String what, @Nullable Object... given) {
        for (Object value : given) {
            if (value != null) {
                throw notImplemented(what);
            }
        }
    }
}
