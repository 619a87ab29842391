package dev.labctl.cli.progress;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** When planned work will be done: each step begins when those before it have ended and one of the workers is free. */
final class Forecast {
    private final int atOnce;
    private final Map<String, Job> waiting = new LinkedHashMap<>();
    private final PriorityQueue<Map.Entry<String, Long>> running = new PriorityQueue<>(Map.Entry.comparingByValue());
    private final Set<String> unfinished = new HashSet<>();
    private long now;

    private Forecast(int atOnce) {
        this.atOnce = atOnce;
    }

    /**
     * A step that has not ended yet.
     *
     * @param after the names of the steps that have to end before it begins
     * @param expected how long it takes altogether; null when that is not known
     * @param elapsed for how long it has been running; null when it has not begun
     */
    record Job(
            String name,
            Set<String> after,
            @Nullable Duration expected,
            @Nullable Duration elapsed) {}

    /**
     * How long it will take until all these are done. What is not known of some of them is taken to be as of the others.
     *
     * @param atOnce how many steps can be worked on at the same time
     * @return empty when less than half of the steps are known
     */
    static Optional<Duration> left(Collection<Job> jobs, int atOnce) {
        List<Duration> known = jobs.stream()
                .map(Job::expected)
                .filter(Objects::nonNull)
                .sorted(Comparator.naturalOrder())
                .toList();
        if (known.isEmpty() || 2 * known.size() < jobs.size()) {
            return Optional.empty();
        }
        Forecast forecast = new Forecast(atOnce);
        Duration middle = known.get(known.size() / 2);
        Map<String, Duration> durations = new HashMap<>();
        for (Job job : jobs) {
            durations.put(job.name(), job.expected() == null ? middle : job.expected());
        }
        jobs.forEach(job -> forecast.add(job, durations.getOrDefault(job.name(), middle)));
        return Optional.of(Duration.ofNanos(forecast.end(durations)));
    }

    private void add(Job job, Duration expected) {
        unfinished.add(job.name());
        if (job.elapsed() == null) {
            waiting.put(job.name(), job);
        } else {
            running.add(Map.entry(
                    job.name(), Math.max(0, expected.minus(job.elapsed()).toNanos())));
        }
    }

    private long end(Map<String, Duration> durations) {
        begin(durations);
        while (!running.isEmpty()) {
            Map.Entry<String, Long> first = running.remove();
            now = first.getValue();
            unfinished.remove(first.getKey());
            begin(durations);
        }
        return now;
    }

    private void begin(Map<String, Duration> durations) {
        List<Job> ready = waiting.values().stream()
                .filter(job -> job.after().stream().noneMatch(unfinished::contains))
                .limit(Math.max(0, atOnce - running.size()))
                .toList();
        for (Job job : ready) {
            waiting.remove(job.name());
            running.add(Map.entry(
                    job.name(),
                    now + durations.getOrDefault(job.name(), Duration.ZERO).toNanos()));
        }
    }
}
