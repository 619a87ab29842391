package dev.labctl.runtime.pgdump;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a server says over TLS, for a client that does not see the TLS: the authentication mechanism that is bound to it,
 * SCRAM-SHA-256-PLUS, is left out of the server's offer, since libpq takes it for an attack where there is no TLS
 * (PostgreSQL's protocol, message AuthenticationSASL). The certificate is verified here instead.
 */
final class WithoutChannelBinding extends InputStream {
    private static final int HEADER = 5;
    private static final int AUTHENTICATION_SASL = 10;
    private static final int LONGEST_OFFER = 10_000;
    private static final String BOUND = "SCRAM-SHA-256-PLUS\0";

    private final InputStream in;
    private byte[] head = new byte[0];
    private int next;
    private boolean passing;

    WithoutChannelBinding(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        while (next == head.length && !passing) {
            readMessage();
        }
        if (next == head.length) {
            return in.read(bytes, offset, length);
        }
        int count = Math.min(length, head.length - next);
        System.arraycopy(head, next, bytes, offset, count);
        next += count;
        return count;
    }

    @Override
    public int available() throws IOException {
        return next < head.length ? head.length - next : in.available();
    }

    /** The first messages, up to the offer or to whatever comes instead of one. */
    private void readMessage() throws IOException {
        next = 0;
        head = in.readNBytes(HEADER);
        boolean negotiation = head.length == HEADER && head[0] == 'v';
        passing = !negotiation;
        if (head.length < HEADER || (head[0] != 'R' && !negotiation)) {
            return;
        }
        int length = ByteBuffer.wrap(head, 1, Integer.BYTES).getInt() - Integer.BYTES;
        if (length < Integer.BYTES || length > LONGEST_OFFER) {
            return;
        }
        byte[] body = new byte[length];
        new DataInputStream(in).readFully(body);
        if (!negotiation && ByteBuffer.wrap(body).getInt() == AUTHENTICATION_SASL) {
            body = new String(body, StandardCharsets.ISO_8859_1)
                    .replace(BOUND, "")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(head[0]);
        message.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .putInt(body.length + Integer.BYTES)
                .array());
        message.writeBytes(body);
        head = message.toByteArray();
    }
}
