package dev.labctl.localcloud.gateway;

/** The gateway's port belongs to another process. */
public final class PortTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortTakenException(int port, Throwable cause) {
        super("port " + port + " on 127.0.0.1 is taken by another process", cause);
    }
}
