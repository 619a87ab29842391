package dev.labctl.localcloud.service.lambda.execution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives of the classes that functions load, with which a cold start takes half the time.
 *
 * <p>The first process of some code on some Java writes one when it ends; the processes that start later map it. A JVM
 * that cannot use an archive (its jars have changed, its user's flags differ) silently starts without. See the java
 * command's <a href="https://docs.oracle.com/en/java/javase/17/docs/specs/man/java.html#application-class-data-sharing">
 * application class-data sharing</a> and, since Java 25, its <a
 * href="https://docs.oracle.com/en/java/javase/25/docs/specs/man/java.html#ahead-of-time-cache">ahead-of-time cache</a>,
 * which keeps the classes linked as well.
 */
final class ClassDataArchives {
    private static final Logger LOG = LoggerFactory.getLogger(ClassDataArchives.class);
    private static final int MOST = 20;

    /** What a JVM is told about archives by the function's own options, with which ours would not be borne. */
    private static final Pattern OWN_ARCHIVE = Pattern.compile("-Xshare\\b|-XX:[^\\s=]*(Archive|AOT|SharedClassList)");

    private static final int AHEAD_OF_TIME = 25;
    private static final int KILLED = 128 + 9;

    private final Path directory;
    private final Set<Path> inTraining = ConcurrentHashMap.newKeySet();

    /** Keeps the archives under {@code directory}, over restarts; what was not finished is removed. */
    ClassDataArchives(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
            for (Path left : list()) {
                if (left.getFileName().toString().startsWith(".")) {
                    Files.deleteIfExists(left);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
    }

    /**
     * What one process has to do with an archive.
     *
     * @param archive the archive of its classes
     * @param written where it writes its classes; the archive itself when it only uses it or does neither
     * @param flags what its JVM is told
     */
    record Use(Path archive, Path written, List<String> flags) {
        /** Whether it writes an archive when it ends in an orderly way. */
        boolean isTraining() {
            return !written.equals(archive);
        }
    }

    /**
     * What a process of this Java with this class path has to do.
     *
     * @param own the options that the function gives its JVM; those about archives are left to themselves
     */
    Use claim(Path home, String classPath, String own) {
        Format format = JavaHomes.feature(home) >= AHEAD_OF_TIME ? Format.AHEAD_OF_TIME_CACHE : Format.CLASS_DATA;
        Path archive = directory.resolve(key(home, classPath) + format.suffix);
        if (OWN_ARCHIVE.matcher(own).find()) {
            return new Use(archive, archive, List.of());
        }
        if (Files.isRegularFile(archive)) {
            return new Use(archive, archive, List.of(format.use + archive));
        }
        if (!inTraining.add(archive)) {
            return new Use(archive, archive, List.of());
        }
        Path written = directory.resolve("." + UUID.randomUUID() + format.suffix);
        return new Use(archive, written, List.of(format.write + written));
    }

    /** What a Java writes and maps. */
    private enum Format {
        CLASS_DATA(".jsa", "-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile="),
        AHEAD_OF_TIME_CACHE(".aot", "-XX:AOTCacheOutput=", "-XX:AOTCache=");

        private final String suffix;
        private final String write;
        private final String use;

        Format(String suffix, String write, String use) {
            this.suffix = suffix;
            this.write = write;
            this.use = use;
        }
    }

    /** Takes over what an ended process has written, if it came to that; one that was killed may have written a part. */
    void ended(Use use, int exitCode) {
        if (!use.isTraining()) {
            return;
        }
        try {
            // What the JVM has recorded on its way to an ahead-of-time cache; one that was killed leaves it.
            Files.deleteIfExists(Path.of(use.written() + ".config"));
            if (exitCode == KILLED) {
                Files.deleteIfExists(use.written());
            } else if (Files.isRegularFile(use.written())) {
                Files.move(use.written(), use.archive(), StandardCopyOption.ATOMIC_MOVE);
                dropOldest();
            }
        } catch (IOException e) {
            LOG.warn("no class-data archive: functions start more slowly", e);
        } finally {
            inTraining.remove(use.archive());
        }
    }

    private void dropOldest() throws IOException {
        List<Path> newestFirst = list().stream()
                .filter(path -> !path.getFileName().toString().startsWith("."))
                .sorted(Comparator.comparingLong((Path path) -> path.toFile().lastModified())
                        .reversed())
                .toList();
        for (Path old : newestFirst.subList(Math.min(MOST, newestFirst.size()), newestFirst.size())) {
            Files.deleteIfExists(old);
        }
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static String key(Path home, String classPath) {
        try {
            String text = home + "\n" + home.toFile().lastModified() + "\n" + classPath;
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
