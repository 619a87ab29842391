package dev.labctl.cli.backup;

import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.wire.rdsbackup.BackupKey;
import dev.labctl.wire.rdsbackup.BackupManifest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All backups of a bucket. A dump is an object whose key ends with {@code .dump}, or any other that has a manifest beside
 * it.
 */
public final class BackupCatalog {
    private static final int MANIFESTS_AT_ONCE = 16;

    private final BackupBucket bucket;

    /** The backups of this bucket. */
    public BackupCatalog(BackupBucket bucket) {
        this.bucket = bucket;
    }

    /**
     * Which backups are asked for.
     *
     * @param rdsInstance only those of this instance; null for all
     * @param database only those of this database; null for all
     */
    public record Filter(
            @Nullable String rdsInstance, @Nullable String database) {
        boolean takes(String instance, String name) {
            return (rdsInstance == null || rdsInstance.equals(instance)) && (database == null || database.equals(name));
        }
    }

    /** The backups, the newest first; those that are not known to be whole too. */
    public List<Backup> list(Filter filter) {
        Map<String, Bucket.Listed> all = new TreeMap<>();
        try (Stream<Bucket.Listed> objects = bucket.objects()) {
            objects.forEach(object -> all.put(object.key(), object));
        }
        ExecutorService readers = Executors.newFixedThreadPool(MANIFESTS_AT_ONCE);
        try {
            List<Future<Optional<Backup>>> reading = new ArrayList<>();
            for (String key : all.keySet()) {
                candidate(key, all)
                        .filter(dump -> mayBe(dump, filter))
                        .ifPresent(dump -> reading.add(readers.submit(() -> backup(dump, all))));
            }
            return reading.stream()
                    .flatMap(each -> answer(each).stream())
                    .filter(backup -> filter.takes(backup.rdsInstance(), backup.database()))
                    .sorted(Comparator.comparing(Backup::at).reversed().thenComparing(Backup::key))
                    .toList();
        } finally {
            readers.shutdownNow();
        }
    }

    /** The key of the dump that an object is, or that an object without its dump is the manifest of. */
    private static Optional<String> candidate(String key, Map<String, Bucket.Listed> all) {
        if (key.endsWith(BackupManifest.SUFFIX)) {
            String dump = key.substring(0, key.length() - BackupManifest.SUFFIX.length());
            boolean isLost = dump.endsWith(BackupKey.DUMP) && !all.containsKey(dump);
            return isLost ? Optional.of(dump) : Optional.empty();
        }
        boolean isDump = key.endsWith(BackupKey.DUMP) || all.containsKey(BackupManifest.keyOf(key));
        return isDump ? Optional.of(key) : Optional.empty();
    }

    /** Whether a manifest has to be read to know: keys that labctl made say whose backup it is. */
    private static boolean mayBe(String dump, Filter filter) {
        return BackupKey.of(dump)
                .map(told -> filter.takes(told.rdsInstance(), told.database()))
                .orElse(true);
    }

    private Optional<Backup> backup(String key, Map<String, Bucket.Listed> all) {
        Bucket.Listed dump = all.get(key);
        Bucket.Listed beside = all.get(BackupManifest.keyOf(key));
        long bytes = dump == null ? -1 : dump.size();
        Instant written = dump != null ? dump.lastModified() : beside != null ? beside.lastModified() : Instant.EPOCH;
        try {
            Optional<BackupManifest> manifest = beside == null ? Optional.empty() : bucket.manifest(key);
            return Optional.of(manifest.map(found -> Backup.of(key, found, written, bytes))
                    .orElseGet(() -> Backup.unknown(key, written, bytes, "it has no manifest")));
        } catch (BadManifestException e) {
            // Of other programs' files only those that are called like dumps are taken for backups.
            return key.endsWith(BackupKey.DUMP)
                    ? Optional.of(Backup.unknown(key, written, bytes, "its manifest is damaged: " + e.reason()))
                    : Optional.empty();
        }
    }

    private static Optional<Backup> answer(Future<Optional<Backup>> reading) {
        try {
            return reading.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabctlException(Failure.CLOUD, "the listing was interrupted", "run it again", e);
        }
    }
}
