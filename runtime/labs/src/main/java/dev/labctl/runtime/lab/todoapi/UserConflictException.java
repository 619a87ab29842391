package dev.labctl.runtime.lab.todoapi;

/** A user has this e-mail address already, whatever its case. */
final class UserConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UserConflictException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
