package dev.labctl.cli.backup;

/** What lies beside a dump is no manifest; the message says why. */
public final class BadManifestException extends Exception {
    private static final long serialVersionUID = 1L;

    BadManifestException(String message) {
        super(message);
    }

    /** The message, never null. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
