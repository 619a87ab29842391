package dev.labctl.cli.backup;

import dev.labctl.cli.archive.ArchiveCheck;
import dev.labctl.cli.archive.ArchiveReport;
import dev.labctl.cli.archive.ArchiveSource;
import dev.labctl.cli.archive.CorruptArchiveException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A dump that was read once from its first byte to its last: hashed, and checked as an archive on the way.
 *
 * @param bytes how many there were
 * @param sha256 of all of them, in hex
 * @param report what is in the archive; null when it is damaged
 * @param damage what is wrong with the archive; empty when nothing is
 */
public record CheckedArchive(
        long bytes, String sha256, @Nullable ArchiveReport report, String damage) {

    /**
     * Reads a dump, a damaged one to its end too.
     *
     * @throws IOException when it cannot be read
     */
    public static CheckedArchive of(ArchiveSource source) throws IOException {
        MessageDigest digest = sha256Digest();
        try (DigestInputStream hashed = new DigestInputStream(source.from(0), digest)) {
            ArchiveReport report = null;
            String damage = "";
            try {
                report = ArchiveCheck.of(new Unclosed(hashed));
            } catch (CorruptArchiveException e) {
                damage = String.valueOf(e.getMessage());
            }
            hashed.transferTo(OutputStream.nullOutputStream());
            return new CheckedArchive(source.length(), HexFormat.of().formatHex(digest.digest()), report, damage);
        }
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The reader of archives closes what it was given, also when there are bytes left to be hashed. */
    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // Whoever opened the stream closes it.
        }
    }
}
