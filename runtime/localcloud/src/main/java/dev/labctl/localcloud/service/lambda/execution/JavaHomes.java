package dev.labctl.localcloud.service.lambda.execution;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which JDK runs which runtime: the running one when it is new enough, else the oldest installed one that is, else the
 * running one after all, which then says that the class file is too new.
 */
final class JavaHomes {
    private static final Logger LOG = LoggerFactory.getLogger(JavaHomes.class);
    private static final Path RUNNING = Path.of(System.getProperty("java.home"));

    private final Map<Integer, Path> installed;

    JavaHomes() {
        installed = search();
    }

    /** The home of the Java that runs {@code runtime}, for instance {@code java21}. */
    Path of(String runtime) {
        int wanted = feature(runtime);
        if (wanted <= Runtime.version().feature()) {
            return RUNNING;
        }
        return installed.entrySet().stream()
                .filter(entry -> entry.getKey() >= wanted)
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(RUNNING);
    }

    /** The major version of the Java in this home. */
    static int feature(Path home) {
        return home.equals(RUNNING)
                ? Runtime.version().feature()
                : version(home).map(JavaHomes::major).orElse(0);
    }

    private static int feature(String runtime) {
        String digits = runtime.replaceAll("^java(\\d+).*$", "$1");
        return Integer.parseInt(digits);
    }

    private static Map<Integer, Path> search() {
        Map<Integer, Path> found = new TreeMap<>();
        List<Path> parents = new ArrayList<>(List.of(
                Path.of("/usr/lib/jvm"),
                Path.of("/Library/Java/JavaVirtualMachines"),
                Path.of(System.getProperty("user.home"), ".sdkman/candidates/java"),
                Path.of(System.getProperty("user.home"), ".jdks")));
        for (Path parent : parents) {
            if (!Files.isDirectory(parent)) {
                continue;
            }
            try (Stream<Path> homes = Files.list(parent)) {
                homes.sorted().forEach(home -> add(found, home));
            } catch (IOException e) {
                LOG.debug("cannot look for JDKs in {}", parent, e);
            }
        }
        return found;
    }

    private static void add(Map<Integer, Path> found, Path directory) {
        Path mac = directory.resolve("Contents/Home");
        Path home = Files.isDirectory(mac) ? mac : directory;
        if (Files.isExecutable(home.resolve("bin/java"))) {
            version(home).ifPresent(version -> found.putIfAbsent(major(version), home));
        }
    }

    private static Optional<String> version(Path home) {
        try {
            Properties release = new Properties();
            release.load(new StringReader(Files.readString(home.resolve("release"))));
            return Optional.ofNullable(release.getProperty("JAVA_VERSION")).map(value -> value.replace("\"", ""));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static int major(String version) {
        String[] parts = version.split("[.+-]", -1);
        int first = Integer.parseInt(parts[0]);
        return first == 1 && parts.length > 1 ? Integer.parseInt(parts[1]) : first;
    }
}
