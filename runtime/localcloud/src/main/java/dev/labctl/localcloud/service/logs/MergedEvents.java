package dev.labctl.localcloud.service.logs;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/** The events of several streams in one order of time. */
final class MergedEvents implements Iterator<LogEvent> {
    private final PriorityQueue<Head> heads =
            new PriorityQueue<>(Comparator.comparing(head -> head.event().position()));

    MergedEvents(List<Iterator<LogEvent>> streams) {
        streams.forEach(this::push);
    }

    private record Head(LogEvent event, Iterator<LogEvent> rest) {}

    private void push(Iterator<LogEvent> events) {
        if (events.hasNext()) {
            heads.add(new Head(events.next(), events));
        }
    }

    @Override
    public boolean hasNext() {
        return !heads.isEmpty();
    }

    @Override
    public LogEvent next() {
        Head head = heads.poll();
        if (head == null) {
            throw new NoSuchElementException();
        }
        push(head.rest());
        return head.event();
    }
}
