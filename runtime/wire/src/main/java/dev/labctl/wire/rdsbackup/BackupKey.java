package dev.labctl.wire.rdsbackup;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A backup's key when it is not chosen by hand: {@code backups/<rds-instance>/<database>/<timestamp>.dump}.
 *
 * @param at when the backup was begun, to the second
 */
public record BackupKey(String rdsInstance, String database, Instant at) {
    /** What all such keys begin with. */
    public static final String PREFIX = "backups/";

    /** What the keys of dumps end with. */
    public static final String DUMP = ".dump";

    private static final Pattern SHAPE = Pattern.compile("backups/([^/]+)/(.+)/(\\d{8}T\\d{6}Z)\\.dump");
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** What the keys of an instance's backups begin with. */
    public static String prefix(String rdsInstance) {
        return PREFIX + rdsInstance + "/";
    }

    /** Reads a dump's key; empty when it has another shape. */
    public static Optional<BackupKey> of(String key) {
        Matcher shape = SHAPE.matcher(key);
        if (!shape.matches()) {
            return Optional.empty();
        }
        try {
            Instant at = LocalDateTime.parse(shape.group(3), TIMESTAMP).toInstant(ZoneOffset.UTC);
            return Optional.of(new BackupKey(shape.group(1), shape.group(2), at));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The key. */
    public String text() {
        return prefix(rdsInstance) + database + "/" + TIMESTAMP.format(at) + DUMP;
    }
}
