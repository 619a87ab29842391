package dev.labctl.localcloud.service.logs;

import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The events of a stream in order of time, from chunks that come in order of their first event and may overlap: an event
 * is passed on once no later chunk can hold an earlier one.
 */
final class StreamEvents implements Iterator<LogEvent> {
    private final String stream;
    private final Iterator<Map.Entry<String, Chunk>> chunks;
    private final long from;
    private final long to;
    private final PriorityQueue<LogEvent> ahead = new PriorityQueue<>(LogEvent.ORDER);
    private Map.@Nullable Entry<String, Chunk> next;

    StreamEvents(String stream, Iterator<Map.Entry<String, Chunk>> chunks, long from, long to) {
        this.stream = stream;
        this.chunks = chunks;
        this.from = from;
        this.to = to;
        advance();
    }

    private void advance() {
        next = chunks.hasNext() ? chunks.next() : null;
    }

    @Override
    public boolean hasNext() {
        while (next != null
                && (ahead.isEmpty() || next.getValue().first() <= ahead.peek().timestamp())) {
            add(next);
            advance();
        }
        return !ahead.isEmpty();
    }

    private void add(Map.Entry<String, Chunk> row) {
        long sequence = Long.parseLong(row.getKey().substring(row.getKey().lastIndexOf(':') + 1));
        Chunk chunk = row.getValue();
        for (int i = 0; i < chunk.events().size(); i++) {
            Chunk.Entry event = chunk.events().get(i);
            if (event.timestamp() >= from && event.timestamp() < to) {
                LogEvent.Position position = new LogEvent.Position(event.timestamp(), sequence, i);
                ahead.add(new LogEvent(position, stream, chunk.ingested(), event.message()));
            }
        }
    }

    @Override
    public LogEvent next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ahead.remove();
    }
}
