package dev.labctl.localcloud.service.sqs;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** The digests with which SQS lets clients check what arrived, and by which it tells contents apart. */
final class Digests {
    private static final int STRING = 1;
    private static final int BINARY = 2;

    private Digests() {}

    static String md5(String text) {
        return hex("MD5", text.getBytes(StandardCharsets.UTF_8));
    }

    /** The deduplication id that content-based deduplication gives a body. */
    static String sha256(String text) {
        return hex("SHA-256", text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The MD5 of message attributes, as "Calculating the MD5 message digest for message attributes" in the SQS developer
     * guide defines it: sorted by name; name, type and value each with their length, the value after a byte for its
     * kind.
     */
    static String md5(Map<String, MessageAttributeValue> attributes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            for (Map.Entry<String, MessageAttributeValue> attribute : new TreeMap<>(attributes).entrySet()) {
                MessageAttributeValue value = attribute.getValue();
                write(out, attribute.getKey().getBytes(StandardCharsets.UTF_8));
                write(out, value.dataType().getBytes(StandardCharsets.UTF_8));
                if (value.binaryValue() == null) {
                    out.writeByte(STRING);
                    write(out, value.stringValue().getBytes(StandardCharsets.UTF_8));
                } else {
                    out.writeByte(BINARY);
                    write(out, value.binaryValue().asByteArrayUnsafe());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return hex("MD5", bytes.toByteArray());
    }

    private static void write(DataOutputStream out, byte[] value) throws IOException {
        out.writeInt(value.length);
        out.write(value);
    }

    private static String hex(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
