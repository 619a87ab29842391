package dev.labctl.cli.backup;

import dev.labctl.cli.archive.ArchiveCheck;
import dev.labctl.cli.archive.TestPostgres;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.NewObject;
import dev.labctl.cli.lab.CommandLineFixture;
import dev.labctl.cli.output.Json;
import dev.labctl.wire.rdsbackup.BackupManifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** A bucket of a local cloud with backups in it, sound and spoilt ones. */
final class KeptBackups implements AutoCloseable {
    static final String BUCKET = "kept-backups";

    private final CommandLineFixture commandLine = new CommandLineFixture();
    private final byte[] dump;
    private final BackupManifest manifest;
    private final Cloud cloud;

    /** Starts a local cloud and makes the bucket in a region. */
    KeptBackups(String region) {
        dump = dump();
        manifest = manifest(dump);
        commandLine.labctl("local", "start");
        cloud = commandLine.cloud();
        cloud.in(region).s3().bucket(BUCKET).create();
    }

    CommandLineFixture commandLine() {
        return commandLine;
    }

    Cloud cloud() {
        return cloud;
    }

    /** The archive that the pg_dump of the runtime made of {@code sample.sql}. */
    byte[] bytes() {
        return dump.clone();
    }

    /** What rds-backup would write beside that archive. */
    BackupManifest manifest() {
        return manifest;
    }

    /** Keeps a dump and a manifest. */
    String keep(String key, byte[] bytes, BackupManifest beside) {
        keepDump(key, bytes);
        return keepManifest(key, beside);
    }

    String keepDump(String key, byte[] bytes) {
        cloud.s3().put(NewObject.at(BUCKET, key), bytes);
        return key;
    }

    String keepManifest(String key, BackupManifest beside) {
        cloud.s3().put(BUCKET, BackupManifest.keyOf(key), Json.line(beside));
        return key;
    }

    /** The manifest of another database, time and size. */
    BackupManifest manifest(String instance, String database, String at, long bytes) {
        return new BackupManifest(
                instance,
                "us-east-1",
                database,
                manifest.databaseBytes(),
                manifest.serverVersion(),
                manifest.pgDumpVersion(),
                at,
                bytes,
                manifest.sha256(),
                manifest.durationMs(),
                manifest.tables());
    }

    /** The manifest with this SHA-256 and these tables. */
    BackupManifest manifest(String sha256, List<BackupManifest.TableRows> tables) {
        return new BackupManifest(
                manifest.rdsInstance(),
                manifest.sourceRegion(),
                manifest.database(),
                manifest.databaseBytes(),
                manifest.serverVersion(),
                manifest.pgDumpVersion(),
                manifest.snapshotAt(),
                manifest.bytes(),
                sha256,
                manifest.durationMs(),
                tables);
    }

    private static byte[] dump() {
        try (InputStream in = TestPostgres.class.getResourceAsStream("/archive/builtin.dump")) {
            return Objects.requireNonNull(in).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BackupManifest manifest(byte[] dump) {
        try {
            List<BackupManifest.TableRows> tables = ArchiveCheck.of(new ByteArrayInputStream(dump)).tables().stream()
                    .map(table -> new BackupManifest.TableRows(table.schema(), table.name(), table.rows()))
                    .toList();
            return new BackupManifest(
                    "orders",
                    "us-east-1",
                    "shop",
                    9_000_000,
                    "15.14",
                    "pg_dump (PostgreSQL) 18.0",
                    "2026-01-02T03:04:05Z",
                    dump.length,
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(dump)),
                    1200,
                    tables);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        cloud.close();
        commandLine.close();
    }
}
