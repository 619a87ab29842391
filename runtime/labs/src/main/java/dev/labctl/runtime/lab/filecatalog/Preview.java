package dev.labctl.runtime.lab.filecatalog;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** The first 500 characters of a text. */
final class Preview {
    /** Characters are Unicode code points. */
    static final int MAX_CHARACTERS = 500;

    /** As many bytes as 500 characters can take in UTF-8. */
    static final int MAX_BYTES = 4 * MAX_CHARACTERS;

    private static final Set<String> TEXT_TYPES =
            Set.of("application/json", "application/csv", "application/xml", "application/x-ndjson");

    private Preview() {}

    /** Whether a Content-Type is text, JSON, CSV or XML. */
    static boolean appliesTo(String contentType) {
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.startsWith("text/") || TEXT_TYPES.contains(type) || type.endsWith("+json") || type.endsWith("+xml");
    }

    /**
     * Decodes the start of a file. A character that the range cut off at its end is left out; bytes that are not UTF-8
     * become U+FFFD.
     *
     * @param start the file's first bytes, {@link #MAX_BYTES} at the most
     */
    static String of(byte[] start) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        CharBuffer characters = CharBuffer.allocate(start.length);
        decoder.decode(ByteBuffer.wrap(start), characters, false);
        String text = characters.flip().toString();
        int length = text.codePointCount(0, text.length());
        return length <= MAX_CHARACTERS ? text : text.substring(0, text.offsetByCodePoints(0, MAX_CHARACTERS));
    }
}
