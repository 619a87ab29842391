package dev.labctl.cli.backup;

import dev.labctl.cli.archive.ArchiveReport;
import dev.labctl.cli.archive.ArchiveSource;
import dev.labctl.cli.archive.RandomAccessArchive;
import dev.labctl.cli.cloud.StoredObject;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.wire.rdsbackup.BackupManifest;
import java.io.IOException;
import java.util.Optional;

/** A backup with its manifest, about to be restored; one that is not whole is refused before anything is touched. */
public final class KeptBackup {
    private static final String OTHERS = "labctl backups shows the others";

    private final String address;
    private final String key;
    private final ArchiveSource source;
    private final BackupManifest manifest;

    private KeptBackup(String address, String key, ArchiveSource source, BackupManifest manifest) {
        this.address = address;
        this.key = key;
        this.source = source;
        this.manifest = manifest;
    }

    /**
     * Finds a backup; empty when there is neither a dump nor a manifest of that key.
     *
     * @throws LabctlException exit code 2, when one of the two is missing, or they disagree about the size
     */
    public static Optional<KeptBackup> find(BackupBucket bucket, String key) {
        String address = "s3://%s/%s".formatted(bucket.name(), key);
        Optional<StoredObject> dump = bucket.head(key);
        Optional<BackupManifest> manifest;
        try {
            manifest = bucket.manifest(key);
        } catch (BadManifestException e) {
            throw refused(key, "its manifest is damaged: " + e.reason(), orWithoutManifest(address));
        }
        if (dump.isEmpty() && manifest.isEmpty()) {
            return Optional.empty();
        }
        if (dump.isEmpty()) {
            throw refused(key, "the dump is missing, only its manifest is there", OTHERS);
        }
        if (manifest.isEmpty()) {
            throw refused(key, "it has no manifest, so nobody knows whether it is whole", orWithoutManifest(address));
        }
        if (dump.get().size() != manifest.get().bytes()) {
            throw refused(
                    key,
                    "it has %,d bytes, and its manifest says %,d"
                            .formatted(dump.get().size(), manifest.get().bytes()),
                    OTHERS);
        }
        return Optional.of(new KeptBackup(address, key, bucket.source(dump.get()), manifest.get()));
    }

    private static String orWithoutManifest(String address) {
        return OTHERS + "; labctl restore " + address + " restores it nevertheless";
    }

    private static LabctlException refused(String key, String why, String fix) {
        return LabctlException.usage("backup %s is not restored: %s".formatted(key, why), fix);
    }

    /** The dump's bytes. */
    public ArchiveSource source() {
        return source;
    }

    /** Where the manifest is. */
    public String manifestAddress() {
        return BackupManifest.keyOf(address);
    }

    /**
     * Reads the dump to its end.
     *
     * @param counted the dump's bytes, through whatever counts them
     * @throws LabctlException exit code 2, when it is damaged or not what the manifest says
     */
    public RandomAccessArchive checked(ArchiveSource counted) throws IOException {
        CheckedArchive read = CheckedArchive.of(counted);
        ArchiveReport report = read.report();
        if (report == null) {
            throw refused(key, "the archive is damaged: " + read.damage(), OTHERS);
        }
        if (BackupVerification.compared(read, manifest).result() instanceof CheckResult.Failed failed) {
            throw refused(key, failed.reason(), OTHERS);
        }
        return new RandomAccessArchive(counted, report);
    }

    /** Holds the rows that were restored against the manifest's. */
    public Findings compared(RowCounts restored) {
        return restored.against(manifest, "in the database");
    }
}
