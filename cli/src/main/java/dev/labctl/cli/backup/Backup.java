package dev.labctl.cli.backup;

import dev.labctl.wire.rdsbackup.BackupKey;
import dev.labctl.wire.rdsbackup.BackupManifest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A backup as a list shows it.
 *
 * @param key the dump's
 * @param rdsInstance the database instance; empty when neither manifest nor key tell
 * @param database the database; empty when neither manifest nor key tell
 * @param at when the dump's snapshot was taken, as far as that is known, else when the object was written
 * @param bytes of the dump; −1 when it is missing
 * @param contents what the manifest counted; null when it is missing or none
 * @param flaw why the backup is not known to be whole, in words that follow "incomplete:"; empty when it is
 */
public record Backup(
        String key,
        String rdsInstance,
        String database,
        Instant at,
        long bytes,
        @Nullable Contents contents,
        String flaw) {
    /** What a manifest says, without its list of tables: there can be many backups of many tables. */
    public record Contents(String serverVersion, String pgDumpVersion, String sha256, long tables, long rows) {}

    /** A backup whose manifest could be read. */
    static Backup of(String key, BackupManifest manifest, Instant written, long bytes) {
        String flaw = bytes < 0
                ? "the dump is missing"
                : bytes == manifest.bytes() ? "" : "the dump has %,d bytes, not %,d".formatted(bytes, manifest.bytes());
        long rows = manifest.tables().stream()
                .mapToLong(BackupManifest.TableRows::rows)
                .sum();
        return new Backup(
                key,
                manifest.rdsInstance(),
                manifest.database(),
                instant(manifest.snapshotAt())
                        .or(() -> BackupKey.of(key).map(BackupKey::at))
                        .orElse(written),
                bytes,
                new Contents(
                        manifest.serverVersion(),
                        manifest.pgDumpVersion(),
                        manifest.sha256(),
                        manifest.tables().size(),
                        rows),
                flaw);
    }

    /** A backup of which only the key is known. */
    static Backup unknown(String key, Instant written, long bytes, String flaw) {
        Optional<BackupKey> told = BackupKey.of(key);
        return new Backup(
                key,
                told.map(BackupKey::rdsInstance).orElse(""),
                told.map(BackupKey::database).orElse(""),
                told.map(BackupKey::at).orElse(written),
                bytes,
                null,
                flaw);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Whether dump and manifest are there and agree about the size. */
    public boolean isComplete() {
        return flaw.isEmpty();
    }

    /** As JSON shows it; what is not known is null. */
    public Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        Contents known = contents;
        json.put("key", key);
        json.put("rdsInstance", rdsInstance.isEmpty() ? null : rdsInstance);
        json.put("database", database.isEmpty() ? null : database);
        json.put("at", at.toString());
        json.put("bytes", bytes < 0 ? null : bytes);
        json.put("sha256", known == null ? null : known.sha256());
        json.put("serverVersion", known == null ? null : known.serverVersion());
        json.put("pgDumpVersion", known == null ? null : known.pgDumpVersion());
        json.put("tables", known == null ? null : known.tables());
        json.put("rows", known == null ? null : known.rows());
        json.put("complete", isComplete());
        json.put("flaw", isComplete() ? null : flaw);
        return json;
    }
}
