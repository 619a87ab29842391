package dev.labctl.localcloud.identity;

/** A policy document that AWS would refuse; the message is AWS's own. */
public final class MalformedPolicyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedPolicyException(String message) {
        super(message, null, false, false);
    }

    public String message() {
        return java.util.Objects.requireNonNullElse(getMessage(), "");
    }
}
