package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.store.DiskSpace;
import dev.labctl.localcloud.store.RowNumbers;
import dev.labctl.localcloud.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of objects and parts: one file each, named by a number, never by a key, in 256 directories.
 *
 * <p>A file is written once, under a name never used before, and only then may a row name it. Names begin with the
 * number of the start that wrote them, so that what an earlier start left unnamed can be told from what is being
 * written.
 */
final class ByteFiles {
    private static final int BUFFER = 128 * 1024;
    private static final int SHARDS = 256;
    private static final long ROOM_INTERVAL = 4L << 20;
    private static final ThreadLocal<byte[]> BUFFERS = ThreadLocal.withInitial(() -> new byte[BUFFER]);

    private final Path directory;
    private final long boot;
    private final AtomicLong counter = new AtomicLong();

    ByteFiles(Path directory, long boot) {
        this.directory = directory;
        this.boot = boot;
        try {
            for (int shard = 0; shard < SHARDS; shard++) {
                Files.createDirectories(directory.resolve(RowNumbers.hex(shard, 2)));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot make " + directory, e);
        }
    }

    /**
     * What was received.
     *
     * @param file the name of the file; null when there were no bytes
     * @param size the number of bytes
     * @param md5 in hex
     * @param checksums one of each kind asked for, in that order
     */
    record Received(@Nullable String file, long size, String md5, List<StoredChecksum> checksums) {
        Received {
            checksums = List.copyOf(checksums);
        }

        /** The checksum of the kind asked for first. */
        StoredChecksum checksum() {
            return checksums.get(0);
        }
    }

    /**
     * Writes a stream to a new file and computes MD5 and checksums on the way.
     *
     * @throws AwsError {@code IncompleteBody} when the stream breaks off
     * @throws StoreException when the disk is full or fails
     */
    Received receive(InputStream in, Collection<ChecksumKind> kinds) {
        String name = RowNumbers.hex(boot, 8) + "-" + Long.toHexString(counter.incrementAndGet());
        Path path = path(name);
        boolean complete = false;
        OutputStream out = null;
        try {
            MessageDigest md5 = ChecksumKind.digest("MD5");
            Map<ChecksumKind, ChecksumKind.Running> checksums = new LinkedHashMap<>();
            kinds.forEach(kind -> checksums.put(kind, kind.start()));
            byte[] buffer = BUFFERS.get();
            long size = 0;
            long roomSeen = 0;
            for (int count = read(in, buffer); count > 0; count = read(in, buffer)) {
                if (size >= roomSeen) {
                    DiskSpace.require(directory, DiskSpace.FOR_STATE);
                    roomSeen = size + ROOM_INTERVAL;
                }
                if (out == null) {
                    out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                }
                out.write(buffer, 0, count);
                md5.update(buffer, 0, count);
                for (ChecksumKind.Running checksum : checksums.values()) {
                    checksum.update(buffer, 0, count);
                }
                size += count;
            }
            if (out != null) {
                out.close();
            }
            complete = true;
            return new Received(
                    size == 0 ? null : name,
                    size,
                    HexFormat.of().formatHex(md5.digest()),
                    checksums.entrySet().stream()
                            .map(entry -> new StoredChecksum(
                                    entry.getKey(),
                                    Base64.getEncoder()
                                            .encodeToString(entry.getValue().value()),
                                    false))
                            .toList());
        } catch (IOException e) {
            throw new StoreException("cannot write " + path + ": " + e.getMessage(), e);
        } finally {
            if (!complete) {
                closeQuietly(out);
                delete(name);
            }
        }
    }

    /** Fills the buffer as far as the stream goes; 0 at its end. */
    private static int read(InputStream in, byte[] buffer) {
        try {
            return in.readNBytes(buffer, 0, buffer.length);
        } catch (IOException e) {
            throw AwsError.of(
                    400,
                    "IncompleteBody",
                    "You did not provide the number of bytes specified by the Content-Length HTTP header");
        }
    }

    private static void closeQuietly(@Nullable OutputStream out) {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            // The file is deleted next: what could not be flushed to it is not missed.
            return;
        }
    }

    /** A stream over part of a file. */
    InputStream open(String name, long offset) throws IOException {
        java.nio.channels.FileChannel channel = java.nio.channels.FileChannel.open(path(name), StandardOpenOption.READ);
        channel.position(offset);
        return java.nio.channels.Channels.newInputStream(channel);
    }

    /** Writes {@code length} bytes of a file from {@code offset} on. */
    void writeTo(OutputStream out, String name, long offset, long length) throws IOException {
        try (InputStream in = open(name, offset)) {
            byte[] buffer = BUFFERS.get();
            long left = length;
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (count < 0) {
                    throw new IOException(name + " ends " + left + " bytes early");
                }
                out.write(buffer, 0, count);
                left -= count;
            }
        }
    }

    void delete(String name) {
        try {
            Files.deleteIfExists(path(name));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot delete " + path(name), e);
        }
    }

    /** Calls {@code action} with the name of each file that an earlier start wrote. */
    void forEachOlder(java.util.function.Consumer<String> action) {
        for (int shard = 0; shard < SHARDS; shard++) {
            try (Stream<Path> files = Files.list(directory.resolve(RowNumbers.hex(shard, 2)))) {
                files.map(file -> file.getFileName().toString())
                        .filter(this::isOlder)
                        .forEach(action);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("cannot list " + directory, e);
            }
        }
    }

    private boolean isOlder(String name) {
        return name.matches("[0-9a-f]{8}-[0-9a-f]+") && Long.parseLong(name.substring(0, 8), 16) < boot;
    }

    private Path path(String name) {
        int number = (int) Long.parseLong(name.substring(name.indexOf('-') + 1), 16);
        return directory.resolve(RowNumbers.hex(number & SHARDS - 1, 2)).resolve(name);
    }
}
