package dev.labctl.cli.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the manual pages and the changelog what Debian's policy (12.1, 12.7) wants them to be: compressed as by {@code gzip
 * -9n}, without name and time.
 */
public final class DebianDocuments {
    /** Of a gzip header (RFC 1952, 2.3): what it tells of the compressor, which Java leaves open. */
    private static final int EXTRA_FLAGS = 8;

    private static final byte MAXIMUM_COMPRESSION = 2;

    private static final DateTimeFormatter MAIL_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    private DebianDocuments() {}

    /**
     * Writes {@code man/*.1.gz} and {@code changelog.gz}.
     *
     * @param arguments the folder of the manual pages, the folder to write into, the package's version, the time of the
     *     build
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        Path pages = Files.createDirectories(folder.resolve("man"));
        for (Path page : manualPages(Path.of(arguments[0]))) {
            Files.write(pages.resolve(page.getFileName() + ".gz"), compressed(Files.readAllBytes(page)));
        }
        String changelog = changelog(arguments[2], OffsetDateTime.parse(arguments[3]));
        Files.write(folder.resolve("changelog.gz"), compressed(changelog.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Path> manualPages(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".1")).toList();
        }
    }

    /** In Debian's form; a version that is not released yet sorts before the one that will be. */
    private static String changelog(String version, OffsetDateTime time) {
        return """
                labctl (%s) unstable; urgency=medium

                  * What changed is told in CHANGELOG.md beside this file.

                 -- labctl contributors <contributors@labctl.invalid>  %s
                """.formatted(version.replace("-SNAPSHOT", "~SNAPSHOT"), MAIL_DATE.format(time));
    }

    private static byte[] compressed(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new BestGzip(bytes)) {
            gzip.write(content);
        }
        byte[] compressed = bytes.toByteArray();
        compressed[EXTRA_FLAGS] = MAXIMUM_COMPRESSION;
        return compressed;
    }

    private static final class BestGzip extends GZIPOutputStream {
        BestGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
