package dev.labctl.cli.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The numbers and strings that archives are made of, read from a buffered stream whose position is known. Integers are a
 * sign byte and a little-endian magnitude, of a size that the header gives; so are offsets, without the sign.
 */
final class ArchiveInput {
    private static final int BUFFER = 1 << 16;
    private static final int MAX_STRING = 1 << 28;
    private static final int CHUNK = 1 << 16;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int filled;
    private long bufferStart;
    private int intSize = 4;
    private int offsetSize = 8;
    private @Nullable IOException sourceFailure;
    private Charset charset = StandardCharsets.UTF_8;

    /** Reads from {@code in}, whose first byte is the archive's byte {@code position}. */
    ArchiveInput(InputStream in, long position) {
        this.in = in;
        this.bufferStart = position;
    }

    /** Sets the sizes from the header, in bytes. */
    void sizes(int integers, int offsets) {
        intSize = integers;
        offsetSize = offsets;
    }

    /** How many bytes of the archive come before the next one. */
    long position() {
        return bufferStart + next;
    }

    CorruptArchiveException corrupt(String what) {
        return new CorruptArchiveException(what, position());
    }

    private boolean fill() throws IOException {
        bufferStart += filled;
        next = 0;
        filled = 0;
        int count;
        try {
            count = in.read(buffer, 0, buffer.length);
        } catch (IOException e) {
            sourceFailure = e;
            throw e;
        }
        filled = Math.max(count, 0);
        return count > 0;
    }

    /** Whether {@code e} says that the source could not be read, which tells nothing about the archive. */
    boolean isSourceFailure(IOException e) {
        return e == sourceFailure;
    }

    /** The next byte, or −1 at the end. */
    int read() throws IOException {
        return next < filled || fill() ? buffer[next++] & 0xff : -1;
    }

    /** Reads up to {@code length} bytes, at least one. */
    int read(byte[] bytes, int offset, int length) throws IOException {
        if (next == filled && !fill()) {
            throw corrupt("the archive ends in the middle of a block");
        }
        int count = Math.min(length, filled - next);
        System.arraycopy(buffer, next, bytes, offset, count);
        next += count;
        return count;
    }

    int readByte(String what) throws IOException {
        int read = read();
        if (read < 0) {
            throw corrupt("the archive ends before " + what);
        }
        return read;
    }

    int readInt(String what) throws IOException {
        int sign = readByte(what);
        long value = readUnsigned(intSize, what);
        if (sign > 1 || value > Integer.MAX_VALUE || value < 0) {
            throw corrupt(what + " is no number that fits");
        }
        return sign == 0 ? (int) value : (int) -value;
    }

    /** A 32-bit unsigned value that PostgreSQL writes as a signed integer: an object id. */
    long readOid(String what) throws IOException {
        int sign = readByte(what);
        long value = readUnsigned(intSize, what);
        if (sign > 1 || value < 0 || value > 0xffffffffL) {
            throw corrupt(what + " is no object id");
        }
        return sign == 0 ? value : -value & 0xffffffffL;
    }

    long readOffset(String what) throws IOException {
        long value = readUnsigned(offsetSize, what);
        if (value < 0) {
            throw corrupt(what + " is no offset");
        }
        return value;
    }

    private long readUnsigned(int size, String what) throws IOException {
        long value = 0;
        for (int i = 0; i < size; i++) {
            long digit = readByte(what);
            if (i < Long.BYTES) {
                value |= digit << (8 * i);
            } else if (digit != 0) {
                throw corrupt(what + " is no number that fits");
            }
        }
        return value;
    }

    /** The encoding of the strings that follow. */
    void charset(Charset next) {
        charset = next;
    }

    String readString(String what) throws IOException {
        String text = readNullable(what);
        return text == null ? "" : text;
    }

    @Nullable
    String readNullable(String what) throws IOException {
        int length = readInt("the length of " + what);
        if (length == -1) {
            return null;
        }
        if (length < 0 || length > MAX_STRING) {
            throw corrupt(what + " has an impossible length");
        }
        // A damaged length must not take more memory than there is data.
        ByteArrayOutputStream text = new ByteArrayOutputStream(Math.min(length, CHUNK));
        byte[] chunk = new byte[Math.min(length, CHUNK)];
        for (int left = length; left > 0; ) {
            if (next == filled && !fill()) {
                throw corrupt("the archive ends in the middle of " + what);
            }
            int count = read(chunk, 0, Math.min(left, chunk.length));
            text.write(chunk, 0, count);
            left -= count;
        }
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(text.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CorruptArchiveException(what + " is not " + charset.name() + " text", position(), e);
        }
    }

    /** Skips bytes that nobody looks at. */
    void skip(long count, String what) throws IOException {
        long left = count;
        while (left > 0) {
            if (next == filled && !fill()) {
                throw corrupt("the archive ends in the middle of " + what);
            }
            int step = (int) Math.min(left, filled - next);
            next += step;
            left -= step;
        }
    }
}
