package dev.labctl.cli.backup;

import dev.labctl.cli.output.Json;
import dev.labctl.wire.rdsbackup.BackupManifest;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Manifests as they lie beside dumps: JSON of a {@link BackupManifest}. */
final class Manifests {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private Manifests() {}

    /**
     * Reads a manifest.
     *
     * @throws BadManifestException when it is no JSON, or lacks something
     */
    static BackupManifest read(byte[] json) throws BadManifestException {
        Map<String, Object> fields;
        try {
            fields = Json.object(new String(json, StandardCharsets.UTF_8));
        } catch (UncheckedIOException e) {
            throw new BadManifestException("it is no JSON object");
        }
        String sha256 = text(fields, "sha256");
        if (!SHA256.matcher(sha256).matches()) {
            throw new BadManifestException("its sha256 is none: " + sha256);
        }
        return new BackupManifest(
                text(fields, "rdsInstance"),
                text(fields, "sourceRegion"),
                text(fields, "database"),
                number(fields, "databaseBytes"),
                text(fields, "serverVersion"),
                text(fields, "pgDumpVersion"),
                text(fields, "snapshotAt"),
                number(fields, "bytes"),
                sha256,
                number(fields, "durationMs"),
                tables(fields.get("tables")));
    }

    private static List<BackupManifest.TableRows> tables(@Nullable Object value) throws BadManifestException {
        if (!(value instanceof List<?> list)) {
            throw new BadManifestException("it has no tables");
        }
        List<BackupManifest.TableRows> tables = new ArrayList<>();
        for (Object each : list) {
            if (!(each instanceof Map<?, ?> table)) {
                throw new BadManifestException("one of its tables is none");
            }
            tables.add(
                    new BackupManifest.TableRows(text(table, "schema"), text(table, "table"), number(table, "rows")));
        }
        return tables;
    }

    private static String text(Map<?, ?> fields, String name) throws BadManifestException {
        if (fields.get(name) instanceof String text) {
            return text;
        }
        throw new BadManifestException("it has no " + name);
    }

    private static long number(Map<?, ?> fields, String name) throws BadManifestException {
        if (fields.get(name) instanceof Number number && number.longValue() >= 0) {
            return number.longValue();
        }
        throw new BadManifestException("it has no " + name);
    }
}
