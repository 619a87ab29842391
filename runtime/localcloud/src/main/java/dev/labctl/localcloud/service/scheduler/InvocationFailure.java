package dev.labctl.localcloud.service.scheduler;

import dev.labctl.localcloud.core.AwsError;

/** Why a target was not invoked, with the {@code ERROR_CODE} that a dead-letter queue is told. */
final class InvocationFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int TOO_MANY = 429;

    private final String code;
    private final boolean isThrottled;

    InvocationFailure(String code, String message, boolean isThrottled) {
        super(message, null, false, false);
        this.code = code;
        this.isThrottled = isThrottled;
    }

    /** What a target's refusal means. */
    static InvocationFailure of(AwsError error) {
        String code = error.code().equals("AccessDenied") ? "AccessDeniedException" : error.code();
        boolean isThrottled = error.status() == TOO_MANY || code.contains("Throttl");
        return new InvocationFailure(code, error.message(), isThrottled);
    }

    String code() {
        return code;
    }

    boolean isThrottled() {
        return isThrottled;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
