package dev.labctl.cli.load;

/**
 * What a system answered.
 *
 * @param status of HTTP
 * @param body as text; empty when there is none
 */
public record Answer(int status, String body) {
    static final int THROTTLED = 429;
    private static final int FIRST_SERVER_ERROR = 500;

    /** Whether it was refused because too much was asked: nothing was done then. */
    boolean isThrottled() {
        return status == THROTTLED;
    }

    /** Whether the system failed: whether it had done what it was asked is not said. */
    public boolean isServerError() {
        return status >= FIRST_SERVER_ERROR;
    }
}
