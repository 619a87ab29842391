package dev.labctl.cli.load;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;

/**
 * Why an attempt got no answer.
 *
 * @param kind as reports name it
 * @param arrived whether the request may have reached the system
 */
record Trouble(String kind, boolean arrived) {
    static final String NOT_SENT = "not sent in time";

    private static final Trouble REFUSED = new Trouble("connection refused", false);
    private static final Trouble NO_PATH = new Trouble("no path to the host", false);
    private static final Trouble NO_CONNECTION = new Trouble("connection timed out", false);
    private static final Trouble TIMEOUT = new Trouble("timeout", true);
    /** Closed or reset: which of them it is depends on what was on its way. */
    private static final Trouble LOST = new Trouble("connection lost", true);

    /** What is behind an exception, or the first of its causes that says so. */
    static Trouble of(IOException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpConnectTimeoutException) {
                return NO_CONNECTION;
            }
            if (cause instanceof SocketTimeoutException timeout) {
                return isOfConnecting(timeout) ? NO_CONNECTION : TIMEOUT;
            }
            if (cause instanceof HttpTimeoutException) {
                return TIMEOUT;
            }
            if (cause instanceof UnknownHostException || cause instanceof NoRouteToHostException) {
                return NO_PATH;
            }
            if (cause instanceof ConnectException) {
                return REFUSED;
            }
        }
        return LOST;
    }

    /** The JDK throws one exception for both and tells them apart in words. */
    private static boolean isOfConnecting(SocketTimeoutException timeout) {
        String said = timeout.getMessage();
        return said != null && said.toLowerCase(java.util.Locale.ROOT).startsWith("connect");
    }
}
