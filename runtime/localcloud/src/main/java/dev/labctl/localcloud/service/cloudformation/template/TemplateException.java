package dev.labctl.localcloud.service.cloudformation.template;

/** A template or its parameters are wrong; the message is CloudFormation's. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TemplateException(String message) {
        super(message, null, false, false);
    }

    /** {@code Template format error: ...}. */
    public static TemplateException format(String message) {
        return new TemplateException("Template format error: " + message);
    }

    /** {@code Template error: ...}. */
    public static TemplateException error(String message) {
        return new TemplateException("Template error: " + message);
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
