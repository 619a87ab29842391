package dev.labctl.cli.progress;

import dev.labctl.cli.error.Reason;
import dev.labctl.cli.output.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How long things took in earlier runs, and so may take in this one. It is kept in a file whose loss costs nothing but
 * estimates; several runs may keep theirs at the same time. Safe for use by many threads.
 */
public final class EarlierRuns {
    private static final int KEPT_RUNS = 5;

    private final @Nullable Path file;
    private final String place;
    private final Map<String, List<Long>> fresh = new TreeMap<>();
    private @Nullable Map<String, List<Long>> known;

    private EarlierRuns(@Nullable Path file, String place) {
        this.file = file;
        this.place = place;
    }

    /**
     * What is kept in this folder.
     *
     * @param place where things were done: they take other times on AWS than locally
     */
    public static EarlierRuns in(Path folder, String place) {
        return new EarlierRuns(folder.resolve("durations.json"), place);
    }

    /** Nothing is known, and nothing kept. */
    public static EarlierRuns none() {
        return new EarlierRuns(null, "");
    }

    /** How long the first of these that is known took, in the middle of the last runs. */
    public synchronized Optional<Duration> typical(Collection<String> keys) {
        Map<String, List<Long>> all = known();
        return keys.stream()
                .map(key -> all.get(place + " " + key))
                .filter(runs -> runs != null && !runs.isEmpty())
                .findFirst()
                .map(runs -> runs.stream().sorted().toList())
                .map(sorted -> Duration.ofMillis(sorted.get(sorted.size() / 2)));
    }

    private Map<String, List<Long>> known() {
        Map<String, List<Long>> all = known;
        if (all == null) {
            all = file == null ? Map.of() : read(file);
            known = all;
        }
        return all;
    }

    /** So long did it take this time. */
    public synchronized void add(Collection<String> keys, Duration took) {
        keys.forEach(key -> fresh.computeIfAbsent(place + " " + key, each -> new ArrayList<>())
                .add(took.toMillis()));
    }

    /**
     * Keeps what was added, beside what others have kept meanwhile.
     *
     * @return why it could not be kept; empty when it was
     */
    public synchronized Optional<String> keep() {
        if (file == null || fresh.isEmpty()) {
            return Optional.empty();
        }
        try {
            Files.createDirectories(file.getParent());
            keep(file);
            fresh.clear();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("how long this took cannot be kept in %s: %s".formatted(file, Reason.of(e)));
        }
    }

    private void keep(Path whole) throws IOException {
        Path lock = whole.resolveSibling(whole.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            Map<String, List<Long>> all = read(whole);
            fresh.forEach((key, runs) -> all.merge(key, runs, EarlierRuns::last));
            Path part = whole.resolveSibling(whole.getFileName() + ".new");
            Files.writeString(part, Json.line(all));
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static List<Long> last(List<Long> before, List<Long> more) {
        List<Long> all = new ArrayList<>(before);
        all.addAll(more);
        return List.copyOf(all.subList(Math.max(0, all.size() - KEPT_RUNS), all.size()));
    }

    /** A file that is not there, or not as this class writes it, knows of no earlier run. */
    private static Map<String, List<Long>> read(Path file) {
        Map<String, List<Long>> all = new TreeMap<>();
        try {
            Json.object(Files.readString(file)).forEach((key, runs) -> {
                if (runs instanceof List<?> list) {
                    all.put(
                            key,
                            list.stream()
                                    .filter(Number.class::isInstance)
                                    .map(each -> ((Number) each).longValue())
                                    .toList());
                }
            });
        } catch (NoSuchFileException e) {
            return all;
        } catch (IOException | UncheckedIOException e) {
            all.clear();
        }
        return all;
    }
}
