package dev.labctl.localcloud.protocol;

/** A request's bytes are not what its protocol or its operation's model prescribes; the message says where. */
public final class WireFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WireFormatException(String message) {
        super(message, null, false, false);
    }
}
