package dev.labctl.localcloud.service.sqs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What receive attempts with an id got in the last five minutes, so that the same attempt made again gets the same
 * messages, as {@code ReceiveRequestAttemptId} promises. In memory only: after a restart the messages come back by their
 * visibility timeout.
 */
final class ReceiveAttempts {
    private static final long INTERVAL_MILLIS = 300_000;

    private final Map<String, Attempt> recent = new LinkedHashMap<>();

    private record Attempt(List<Queue.Received> received, long until) {}

    /** The messages the attempt got before, when all of them are still as it left them; else nothing. */
    List<Queue.Received> repeat(@Nullable String attemptId, Map<Long, Entry> entries, long now) {
        Attempt attempt = attemptId == null ? null : recent.get(attemptId);
        if (attempt == null || attempt.until() <= now) {
            return List.of();
        }
        List<Queue.Received> same = new ArrayList<>();
        for (Queue.Received received : attempt.received()) {
            if (!received.entry().equals(entries.get(received.entry().sequence()))
                    || received.entry().isVisible(now)) {
                return List.of();
            }
            same.add(received);
        }
        return same;
    }

    void remember(@Nullable String attemptId, List<Queue.Received> received, long now) {
        if (attemptId != null && !received.isEmpty()) {
            recent.values().removeIf(attempt -> attempt.until() <= now);
            recent.put(attemptId, new Attempt(List.copyOf(received), now + INTERVAL_MILLIS));
        }
    }
}
