package dev.labctl.localcloud.service.lambda.execution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory for each execution environment: its output and its temporary files. */
final class EnvironmentDirectories {
    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentDirectories.class);

    private final Path parent;

    /** Starts empty: what environments of an earlier cloud left is removed. */
    EnvironmentDirectories(Path parent) {
        this.parent = parent;
        delete(parent);
    }

    Path create() {
        try {
            return Files.createDirectories(parent.resolve(UUID.randomUUID().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a directory for a function", e);
        }
    }

    /** Removes a directory with all that is in it, as far as the system lets it. */
    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("left behind: {}", directory, e);
        }
    }
}
