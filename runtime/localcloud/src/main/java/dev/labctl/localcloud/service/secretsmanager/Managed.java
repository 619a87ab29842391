package dev.labctl.localcloud.service.secretsmanager;

import dev.labctl.localcloud.core.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;

/**
 * Secrets that another service manages, as RDS does a master user's password: it calls on somebody's behalf, and is known
 * by the condition key {@code aws:CalledViaLast}, which no client can send.
 */
final class Managed {
    private static final String VIA = "aws:CalledViaLast";
    private static final String SUFFIX = ".amazonaws.com";

    private Managed() {}

    /** The service that makes the call, for instance {@code rds}; null when it is the caller itself. */
    static @Nullable String by(Call call) {
        String via = call.caller().conditions().get(VIA);
        return via == null || via.startsWith("cloudformation.") || !via.endsWith(SUFFIX)
                ? null
                : via.substring(0, via.length() - SUFFIX.length());
    }

    /** Only the service itself changes what it manages. */
    static void requireAllowed(DescribeSecretResponse secret, Call call) {
        if (secret.owningService() != null && !secret.owningService().equals(by(call))) {
            throw SecretErrors.managed(secret.owningService());
        }
    }
}
