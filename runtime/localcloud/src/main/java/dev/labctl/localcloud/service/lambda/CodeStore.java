package dev.labctl.localcloud.service.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Function and layer code on disk: each zip once, under its SHA-256, and unzipped once.
 *
 * <p>Everything is written beside and renamed, so a name that exists is complete.
 */
final class CodeStore {
    private static final Logger LOG = LoggerFactory.getLogger(CodeStore.class);
    private static final long MAX_UNZIPPED = 262_144_000;

    private final Path zips;
    private final Path unzipped;
    private final Path merged;

    CodeStore(Path directory) {
        try {
            zips = Files.createDirectories(directory.resolve("zips"));
            unzipped = Files.createDirectories(directory.resolve("unzipped"));
            merged = Files.createDirectories(directory.resolve("opt"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
    }

    /**
     * A stored zip.
     *
     * @param sha256 the base64 form that Lambda shows
     * @param size in bytes
     */
    record Code(String sha256, long size) {}

    /** Stores a zip and unzips it; a zip that is there already is not stored again. */
    Code save(InputStream zip) {
        Path temporary = zips.resolve("." + UUID.randomUUID());
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            long size;
            try (DigestInputStream in = new DigestInputStream(zip, digest);
                    OutputStream out = Files.newOutputStream(temporary)) {
                size = in.transferTo(out);
            }
            Code code = new Code(Base64.getEncoder().encodeToString(digest.digest()), size);
            Files.move(temporary, zip(code.sha256()), StandardCopyOption.ATOMIC_MOVE);
            unzip(code.sha256());
            return code;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot store function code", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } finally {
            delete(temporary);
        }
    }

    Path zip(String sha256) {
        return zips.resolve(hex(sha256) + ".zip");
    }

    /** The directory with the unzipped code. */
    Path unzip(String sha256) throws IOException {
        Path target = unzipped.resolve(hex(sha256));
        if (!Files.isDirectory(target)) {
            Path unfinished = unzipped.resolve("." + UUID.randomUUID());
            try {
                expand(zip(sha256), unfinished);
                moveInto(unfinished, target);
            } finally {
                delete(unfinished);
            }
        }
        return target;
    }

    /** One directory with the content of all these layers, later ones over earlier ones, as AWS fills {@code /opt}. */
    Path merge(List<String> layers) {
        try {
            Path target = merged.resolve(hex(digestOf(String.join("\n", layers))));
            if (!Files.isDirectory(target)) {
                Path unfinished = merged.resolve("." + UUID.randomUUID());
                for (String layer : layers) {
                    expand(zip(layer), unfinished);
                }
                moveInto(unfinished, target);
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot merge layers", e);
        }
    }

    /** Removes what no function and no layer uses, and unfinished files. */
    void retain(Set<String> used) {
        Set<String> names = new java.util.HashSet<>();
        used.forEach(sha256 -> names.addAll(List.of(hex(sha256), hex(sha256) + ".zip")));
        for (Path parent : List.of(zips, unzipped)) {
            try (Stream<Path> entries = Files.list(parent)) {
                entries.filter(path -> !names.contains(path.getFileName().toString()))
                        .forEach(CodeStore::delete);
            } catch (IOException e) {
                LOG.debug("cannot clean {}", parent, e);
            }
        }
    }

    private static void moveInto(Path unfinished, Path target) throws IOException {
        try {
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(target)) {
                throw e;
            }
            delete(unfinished);
        }
    }

    /** Unzips with permissions; entries that lead out of the target are refused. */
    private static void expand(Path zip, Path target) throws IOException {
        Files.createDirectories(target);
        long size = 0;
        try (FileSystem archive = FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", true))) {
            Path root = archive.getPath("/");
            try (Stream<Path> tree = Files.walk(root)) {
                for (Path entry : (Iterable<Path>) tree::iterator) {
                    Path to = target.resolve(root.relativize(entry).toString()).normalize();
                    if (!to.startsWith(target)) {
                        throw new IOException("entry outside of the archive: " + entry);
                    }
                    if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                        Files.createDirectories(to);
                    } else {
                        size += copy(entry, to, MAX_UNZIPPED - size);
                    }
                }
            }
        }
    }

    private static long copy(Path entry, Path to, long limit) throws IOException {
        long size = 0;
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = Files.newInputStream(entry);
                OutputStream out =
                        Files.newOutputStream(to, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                size += read;
                if (size > limit) {
                    throw LambdaErrors.invalid("Unzipped size must be smaller than " + MAX_UNZIPPED + " bytes");
                }
                out.write(buffer, 0, read);
            }
        }
        // As in the zip, so that the same code is the same wherever and whenever it is unzipped.
        Files.setLastModifiedTime(to, Files.getLastModifiedTime(entry));
        Object permissions = Files.getAttribute(entry, "zip:permissions");
        boolean isExecutable = permissions instanceof Set<?> set && set.contains(PosixFilePermission.OWNER_EXECUTE);
        if (isExecutable && !to.toFile().setExecutable(true)) {
            throw new FileAlreadyExistsException(to + " cannot be made executable");
        }
        return size;
    }

    static String digestOf(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String hex(String sha256) {
        return HexFormat.of().formatHex(Base64.getDecoder().decode(sha256));
    }

    private static void delete(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(path)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            LOG.debug("left behind: {}", path, e);
        }
    }
}
