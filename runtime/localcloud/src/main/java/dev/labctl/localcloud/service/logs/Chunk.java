package dev.labctl.localcloud.service.logs;

import dev.labctl.localcloud.store.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of one PutLogEvents, in order of time: stored as one row, so that appending costs the same however long a
 * stream is.
 *
 * @param ingested when they were taken, in milliseconds
 * @param events at least one
 */
record Chunk(long ingested, List<Entry> events) {
    /** What AWS counts for each event beside its message. */
    static final int EVENT_OVERHEAD = 26;

    static final Codec<Chunk> CODEC = new Codec<>() {
        @Override
        public byte[] encode(Chunk chunk) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.writeLong(chunk.ingested());
                out.writeInt(chunk.events().size());
                for (Entry event : chunk.events()) {
                    byte[] message = event.message().getBytes(StandardCharsets.UTF_8);
                    out.writeLong(event.timestamp());
                    out.writeInt(message.length);
                    out.write(message);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }

        @Override
        public Chunk decode(byte[] bytes) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
                long ingested = in.readLong();
                int count = in.readInt();
                List<Entry> events = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    long timestamp = in.readLong();
                    byte[] message = in.readNBytes(in.readInt());
                    events.add(new Entry(timestamp, new String(message, StandardCharsets.UTF_8)));
                }
                return new Chunk(ingested, events);
            } catch (IOException e) {
                throw new UncheckedIOException("stored log events are unreadable", e);
            }
        }
    };

    Chunk {
        events = List.copyOf(events);
    }

    /** One event. */
    record Entry(long timestamp, String message) {
        int size() {
            return message.getBytes(StandardCharsets.UTF_8).length + EVENT_OVERHEAD;
        }
    }

    long first() {
        return events.get(0).timestamp();
    }

    long last() {
        return events.get(events.size() - 1).timestamp();
    }

    long bytes() {
        return events.stream().mapToLong(Entry::size).sum();
    }
}
