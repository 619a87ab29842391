package dev.labctl.cli.lab.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The way of one thing through a lab.
 *
 * @param subject what it is: {@code object a.txt, version 3sL4...}
 * @param events in the order in which they happened
 * @param gaps what should have happened as well
 * @param notes what else there is to know
 */
public record Trace(String lab, String subject, List<TraceEvent> events, List<Gap> gaps, List<String> notes) {
    public Trace {
        events = ordered(events);
        gaps = List.copyOf(gaps);
        notes = List.copyOf(notes);
    }

    /**
     * An event and how long it took to come to it.
     *
     * @param sincePrevious empty for the first
     */
    public record Hop(TraceEvent event, Optional<Latency> sincePrevious) {}

    /**
     * By time. What happened within the same second, as far as is known, stays in the order in which it was given: that
     * of causes and effects.
     */
    private static List<TraceEvent> ordered(List<TraceEvent> causes) {
        List<TraceEvent> ordered = new ArrayList<>();
        for (TraceEvent event : causes) {
            int place = ordered.size();
            while (place > 0 && ordered.get(place - 1).isAfter(event)) {
                place--;
            }
            ordered.add(place, event);
        }
        return List.copyOf(ordered);
    }

    /** The events with the time between them. */
    public List<Hop> hops() {
        List<Hop> hops = new ArrayList<>();
        for (int index = 0; index < events.size(); index++) {
            Optional<Latency> since = index == 0
                    ? Optional.empty()
                    : Optional.of(Latency.between(events.get(index - 1), events.get(index)));
            hops.add(new Hop(events.get(index), since));
        }
        return hops;
    }

    /** From the first event to the last; empty when there are not two. */
    public Optional<Latency> total() {
        return events.size() < 2
                ? Optional.empty()
                : Optional.of(Latency.between(events.get(0), events.get(events.size() - 1)));
    }

    /** The event that took longest to come to, of at least three. */
    public Optional<Hop> slowest() {
        return events.size() < 3
                ? Optional.empty()
                : hops().stream()
                        .filter(hop -> hop.sincePrevious().isPresent())
                        .max(Comparator.comparing(hop -> hop.sincePrevious().orElseThrow(), Latency.BY_LENGTH));
    }
}
