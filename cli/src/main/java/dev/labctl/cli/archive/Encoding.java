package dev.labctl.cli.archive;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The encoding of an archive.
 *
 * @param name PostgreSQL's name for it
 * @param charset Java's equivalent; of {@code SQL_ASCII}, which is none, UTF-8
 */
public record Encoding(String name, Charset charset) {
    /** The encoding of nearly every archive. */
    public static final Encoding UTF8 = new Encoding("UTF8", StandardCharsets.UTF_8);

    private static final Pattern SETTING = Pattern.compile("SET client_encoding = '([A-Za-z0-9_]+)';\\s*");
    /** Those whose Java name differs by more than PostgreSQL's missing hyphens. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("UTF8", "UTF-8"),
            Map.entry("SQL_ASCII", "UTF-8"),
            Map.entry("LATIN1", "ISO-8859-1"),
            Map.entry("LATIN2", "ISO-8859-2"),
            Map.entry("LATIN3", "ISO-8859-3"),
            Map.entry("LATIN4", "ISO-8859-4"),
            Map.entry("LATIN5", "ISO-8859-9"),
            Map.entry("LATIN7", "ISO-8859-13"),
            Map.entry("LATIN9", "ISO-8859-15"),
            Map.entry("ISO_8859_5", "ISO-8859-5"),
            Map.entry("ISO_8859_6", "ISO-8859-6"),
            Map.entry("ISO_8859_7", "ISO-8859-7"),
            Map.entry("ISO_8859_8", "ISO-8859-8"),
            Map.entry("EUC_JP", "EUC-JP"),
            Map.entry("EUC_KR", "EUC-KR"),
            Map.entry("EUC_CN", "GB2312"),
            Map.entry("KOI8R", "KOI8-R"),
            Map.entry("KOI8U", "KOI8-U"),
            Map.entry("WIN866", "IBM866"),
            Map.entry("WIN874", "x-windows-874"),
            Map.entry("SJIS", "Shift_JIS"),
            Map.entry("BIG5", "Big5"),
            Map.entry("GBK", "GBK"),
            Map.entry("GB18030", "GB18030"),
            Map.entry("UHC", "x-windows-949"));

    static Encoding of(TocEntry entry, ArchiveInput in) throws IOException {
        try {
            return of(entry);
        } catch (IllegalArgumentException e) {
            throw new CorruptArchiveException(
                    "an unknown encoding: " + entry.definition().strip(), in.position(), e);
        }
    }

    /** The encoding that an archive's {@code ENCODING} entry sets. */
    static Encoding of(TocEntry entry) {
        Matcher setting = SETTING.matcher(entry.definition());
        if (!setting.matches()) {
            throw new IllegalArgumentException("no encoding");
        }
        String name = setting.group(1);
        boolean windows = name.matches("WIN12\\d\\d");
        String java = windows ? "windows-" + name.substring(3) : NAMES.get(name);
        if (java == null) {
            throw new IllegalArgumentException("unknown encoding " + name);
        }
        return new Encoding(name, Charset.forName(java));
    }
}
