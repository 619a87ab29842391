package dev.labctl.localcloud.http;

import java.io.IOException;

/** What a client sent is no HTTP request, or none this server takes. */
public final class HttpFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with a request. */
    public enum Reason {
        /** Request line, headers or chunks do not follow RFC 9112. */
        MALFORMED,
        /** The request target is none. */
        BAD_TARGET,
        /** The head is longer than {@link HttpServer#LONGEST_HEAD}. */
        HEAD_TOO_LARGE,
        /** The body ends before its announced length. */
        TRUNCATED,
        /** The rest of the body did not come in time. */
        TIMED_OUT,
        /** A transfer coding other than {@code chunked}. */
        UNSUPPORTED
    }

    private final Reason reason;

    HttpFormatException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
