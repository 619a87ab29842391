package dev.labctl.cli.cloud.local;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.cli.cloud.Credentials;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The local cloud's directory as the CLI sees it: who runs, with which keys, and what it logged. */
final class LocalFiles {
    private final Path home;

    LocalFiles(Path home) {
        this.home = home;
    }

    /** The state directory, which the local cloud owns. */
    Path state() {
        return home.resolve("local");
    }

    Path log() {
        return home.resolve("local.log");
    }

    Path lock() {
        return home.resolve("local.lock");
    }

    /** What the files say is running; whether it still is, is another question. */
    Optional<RunningCloud> recorded() {
        Map<String, Object> cloud = read(state().resolve("cloud.json"));
        Map<String, Object> keys = read(state().resolve("credentials.json"));
        Long pid = number(cloud.get("pid"));
        Long port = number(cloud.get("port"));
        if (pid == null || port == null || keys.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new RunningCloud(
                pid,
                port.intValue(),
                URI.create(text(cloud, "endpoint")),
                text(cloud, "version"),
                new Credentials(text(keys, "accessKeyId"), text(keys, "secretAccessKey")),
                text(keys, "adminToken")));
    }

    /** The log's last lines, oldest first; none when there is no log. */
    List<String> logTail(int lines) {
        try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "r")) {
            int size = (int) Math.min(file.length(), 200L * lines);
            byte[] end = new byte[size];
            file.seek(file.length() - size);
            file.readFully(end);
            List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Deletes the whole state; the log stays. */
    void deleteState() {
        delete(state());
    }

    /** Deletes a folder with all that is in it, if it is there. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new LabctlException(
                    Failure.INTERNAL, "could not delete " + folder + ": " + e.getMessage(), "delete it yourself", e);
        }
    }

    private static Map<String, Object> read(Path file) {
        try {
            return JSON.std.mapFrom(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (JacksonException e) {
            // Cut short by a crash: as good as not there.
            return Map.of();
        } catch (IOException e) {
            throw LabctlException.usage(
                    "cannot read %s: %s".formatted(file, Reason.of(e)),
                    "make it readable, or set LABCTL_HOME to a folder of yours");
        }
    }

    private static String text(Map<String, Object> json, String name) {
        Object value = json.get(name);
        return value == null ? "" : value.toString();
    }

    private static @Nullable Long number(@Nullable Object value) {
        return value instanceof Number number ? Long.valueOf(number.longValue()) : null;
    }
}
