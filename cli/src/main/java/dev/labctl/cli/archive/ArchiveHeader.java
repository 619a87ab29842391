package dev.labctl.cli.archive;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDateTime;

/**
 * What an archive says about itself.
 *
 * @param minorVersion 14 to 16; the major version is 1
 * @param revision of the version, 0 so far
 * @param intSize bytes of an integer
 * @param offsetSize bytes of a file offset
 * @param created when pg_dump started, in the local time of its machine
 * @param database the database's name
 * @param serverVersion as the server says it: {@code 17.6 (Debian ...)}
 * @param dumpVersion pg_dump's version
 */
public record ArchiveHeader(
        int minorVersion,
        int revision,
        int intSize,
        int offsetSize,
        Compression compression,
        LocalDateTime created,
        String database,
        String serverVersion,
        String dumpVersion) {
    private static final String MAGIC = "PGDMP";
    private static final int OLDEST = 14;
    private static final int NEWEST = 16;
    private static final int WITH_ALGORITHM = 15;
    private static final int CUSTOM = 1;

    /** The version as PostgreSQL writes it: {@code 1.16-0}. */
    public String version() {
        return "1." + minorVersion + "-" + revision;
    }

    static ArchiveHeader read(ArchiveInput in) throws IOException {
        StringBuilder magic = new StringBuilder();
        for (int i = 0; i < MAGIC.length(); i++) {
            magic.append((char) in.readByte("its header"));
        }
        if (!MAGIC.contentEquals(magic)) {
            throw in.corrupt("this is no archive in PostgreSQL's custom format" + other(magic.toString()));
        }
        int major = in.readByte("its version");
        int minor = in.readByte("its version");
        if (major != 1 || minor < OLDEST || minor > NEWEST) {
            throw in.corrupt("archives of version %d.%d cannot be read, only 1.%d to 1.%d"
                    .formatted(major, minor, OLDEST, NEWEST));
        }
        int revision = in.readByte("its version");
        int intSize = in.readByte("its sizes");
        int offsetSize = in.readByte("its sizes");
        // The limits are pg_restore's: numbers longer than eight bytes are read when their upper bytes are zero.
        if (intSize < 1 || intSize > 32 || offsetSize < 1 || offsetSize > 32) {
            throw in.corrupt("integers of %d and offsets of %d bytes are impossible".formatted(intSize, offsetSize));
        }
        in.sizes(intSize, offsetSize);
        int format = in.readByte("its format");
        if (format != CUSTOM) {
            throw in.corrupt("the archive's format has the code %d, not that of the custom format".formatted(format));
        }
        Compression compression = readCompression(in, minor);
        LocalDateTime created = readTime(in);
        return new ArchiveHeader(
                minor,
                revision,
                intSize,
                offsetSize,
                compression,
                created,
                in.readString("the database's name"),
                in.readString("the server's version"),
                in.readString("pg_dump's version"));
    }

    /** What pg_dump makes with other options than {@code -Fc}. */
    private static String other(String begin) {
        if (begin.startsWith("toc.d")) {
            return " but in its tar format, which pg_restore restores";
        }
        if (begin.strip().startsWith("--")) {
            return " but a script, which psql restores";
        }
        return begin.startsWith("\u001f\u008b") ? " but something compressed by gzip" : "";
    }

    /** Before 1.15 there is a level only, and any but 0 means gzip. */
    private static Compression readCompression(ArchiveInput in, int minor) throws IOException {
        if (minor < WITH_ALGORITHM) {
            int level = in.readInt("the compression level");
            if (level < -1 || level > 9) {
                throw in.corrupt("there is no compression level " + level);
            }
            return level == 0 ? Compression.NONE : Compression.GZIP;
        }
        int code = in.readByte("the compression");
        return Compression.ofCode(code).orElseThrow(() -> in.corrupt("there is no compression with the code " + code));
    }

    /** The fields of C's struct tm, and whether it is summer time. */
    private static LocalDateTime readTime(ArchiveInput in) throws IOException {
        String what = "the time of the dump";
        int second = in.readInt(what);
        int minute = in.readInt(what);
        int hour = in.readInt(what);
        int day = in.readInt(what);
        int month = in.readInt(what) + 1;
        int year = in.readInt(what) + 1900;
        int summer = in.readInt(what);
        if (summer < -1 || summer > 1) {
            throw in.corrupt(what + " is impossible");
        }
        try {
            return LocalDateTime.of(year, month, day, hour, minute, Math.min(second, 59));
        } catch (DateTimeException e) {
            throw new CorruptArchiveException(what + " is impossible", in.position(), e);
        }
    }
}
