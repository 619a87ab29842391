package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.core.AwsError;

/** Why an event did not reach its target, with the {@code ERROR_CODE} that a dead-letter queue is told. */
final class DeliveryFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;

    private final String code;
    private final boolean mayPass;

    DeliveryFailure(String code, String message, boolean mayPass) {
        super(message, null, false, false);
        this.code = code;
        this.mayPass = mayPass;
    }

    /** What a target's refusal means. */
    static DeliveryFailure of(AwsError error) {
        String name = error.code();
        if (error.status() == TOO_MANY || name.contains("Throttl")) {
            return new DeliveryFailure("THROTTLING", error.message(), true);
        }
        if (!error.isSender()) {
            return new DeliveryFailure("ERROR_FROM_TARGET", error.message(), true);
        }
        if (error.status() == FORBIDDEN) {
            return new DeliveryFailure("NO_PERMISSIONS", error.message(), false);
        }
        boolean isMissing = name.contains("NotFound") || name.contains("NonExistent") || name.contains("DoesNotExist");
        return new DeliveryFailure(isMissing ? "NO_RESOURCE" : "SDK_CLIENT_ERROR", error.message(), false);
    }

    String code() {
        return code;
    }

    /** Whether another attempt may succeed. */
    boolean mayPass() {
        return mayPass;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
