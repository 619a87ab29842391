package dev.labctl.wire.dbreplication;

/** The file to seed from is at fault; Lambda's {@code errorType} is this class's name, and the message names the line. */
public final class InvalidFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidFileException(String message) {
        super(message);
    }

    public InvalidFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
