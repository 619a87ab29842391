package dev.labctl.cli.cloud.local;

import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The local cloud's class path, and the archive of the classes it loads, with which it starts in a third of the time.
 *
 * <p>A cloud that starts without an archive writes one when it ends, under a name of its own: the next start takes it
 * over. The archive's header is written last, so a JVM turns down one that was cut short and starts without it. See the
 * java command's <a href="https://docs.oracle.com/en/java/javase/17/docs/specs/man/java.html#application-class-data-sharing">
 * application class-data sharing</a>.
 */
final class ClassData {
    private static final String PREFIX = "localcloud-";
    private static final String SUFFIX = ".jsa";

    /** The local cloud's own jar comes first: what it brings beside classes is found without opening the others. */
    private static final String OWN = "labctl-localcloud";

    private final List<Path> jars;
    private final Path directory;
    private final String stamp;

    /**
     * The class data of the jars in {@code libraries}.
     *
     * @param cache where archives go when the folder of the libraries cannot be written
     */
    ClassData(Path libraries, Path cache) {
        this.jars = files(libraries, ".jar").stream()
                .sorted(Comparator.comparing(
                        jar -> !jar.getFileName().toString().startsWith(OWN)))
                .toList();
        Path beside = libraries.toAbsolutePath().resolveSibling(".").normalize();
        this.directory = Files.isWritable(beside) ? beside : cache;
        this.stamp = stamp(jars);
    }

    /** The class path, always in the same order: an archive is good for one order only. */
    String classPath() {
        return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** The flags that use the archive or, where there is none yet, have it written. */
    List<String> flags() {
        try {
            Files.createDirectories(directory);
            Path archive = directory.resolve(PREFIX + stamp + SUFFIX);
            takeOver(archive);
            String flag = Files.exists(archive)
                    ? "-XX:SharedArchiveFile=" + archive
                    : "-XX:ArchiveClassesAtExit="
                            + directory.resolve(PREFIX + stamp + "." + UUID.randomUUID() + SUFFIX);
            return List.of("-Xshare:auto", flag, "-Xlog:disable", "-Xlog:all=error:stderr");
        } catch (IOException e) {
            // Nowhere to keep an archive: it starts as fast as it can without.
            return List.of();
        }
    }

    private void takeOver(Path archive) throws IOException {
        for (Path found : files(directory, SUFFIX)) {
            String name = found.getFileName().toString();
            if (name.startsWith(PREFIX + stamp + ".") && !found.equals(archive)) {
                Files.move(found, archive, StandardCopyOption.ATOMIC_MOVE);
            } else if (name.startsWith(PREFIX) && outdated(found)) {
                Files.deleteIfExists(found);
            }
        }
    }

    private boolean outdated(Path archive) {
        return jars.stream()
                .anyMatch(jar -> jar.toFile().lastModified() > archive.toFile().lastModified());
    }

    private static List<Path> files(Path directory, String suffix) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new LabctlException(
                    Failure.USAGE,
                    "this labctl comes without a local cloud: %s is missing".formatted(directory),
                    "build it again: mvn -q -DskipTests package",
                    e);
        }
    }

    private static String stamp(List<Path> jars) {
        String facts = Stream.concat(
                        Stream.of(
                                System.getProperty("java.home"),
                                Runtime.version().toString()),
                        jars.stream().map(ClassData::fact))
                .collect(Collectors.joining("\n"));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(facts.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String fact(Path jar) {
        return "%s %d %d".formatted(jar, jar.toFile().length(), jar.toFile().lastModified());
    }
}
