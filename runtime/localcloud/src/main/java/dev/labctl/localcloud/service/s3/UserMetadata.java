package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** User metadata, {@code x-amz-meta-*}: lower-case names, at most 2 KiB, Unicode values as RFC 2047 on the wire. */
final class UserMetadata {
    private static final int LARGEST = 2048;

    private UserMetadata() {}

    /**
     * Metadata as it is kept.
     *
     * @throws AwsError {@code MetadataTooLarge}
     */
    static Map<String, String> received(Map<String, String> sent) {
        Map<String, String> kept = new LinkedHashMap<>();
        int size = 0;
        for (Map.Entry<String, String> entry : sent.entrySet()) {
            String name = entry.getKey().toLowerCase(Locale.ROOT);
            String value = text(entry.getValue());
            size += utf8(name) + utf8(value);
            kept.put(name, value);
        }
        if (size > LARGEST) {
            throw AwsError.of(400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size")
                    .with(ErrorDetails.of("Size", String.valueOf(size), "MaxSizeAllowed", String.valueOf(LARGEST)));
        }
        return kept;
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Header bytes arrive as one char each; when they are UTF-8, the text they stand for. */
    private static String text(String header) {
        if (header.chars().allMatch(c -> c < 0x80) || header.chars().anyMatch(c -> c > 0xff)) {
            return header;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(header.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return header;
        }
    }

    /** Metadata as it is answered. */
    static Map<String, String> answered(Map<String, String> kept) {
        Map<String, String> headers = new LinkedHashMap<>();
        kept.forEach((name, value) -> headers.put(name, encode(value)));
        return headers;
    }

    private static String encode(String value) {
        if (value.chars().allMatch(c -> (c >= 0x20 && c < 0x7f) || c == '\t')) {
            return value;
        }
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "?=";
    }
}
