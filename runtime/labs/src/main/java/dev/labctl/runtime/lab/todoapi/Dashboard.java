package dev.labctl.runtime.lab.todoapi;

import dev.labctl.wire.todoapi.Todo;
import dev.labctl.wire.todoapi.TodoStatus;
import dev.labctl.wire.todoapi.User;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;

/** What a user has to do, at a glance: takes in one todo after the other and keeps few of them. */
final class Dashboard {
    private static final int RECENT = 5;

    /** The least recent first; of those of one instant, always the same. */
    private static final Comparator<Todo> BY_UPDATE =
            Comparator.comparing(Todo::updatedAt).thenComparing(Todo::id);

    private final Instant now;
    private final Map<TodoStatus, Integer> counts = new EnumMap<>(TodoStatus.class);
    private final PriorityQueue<Todo> recent = new PriorityQueue<>(BY_UPDATE);
    private int overdue;

    /** As things are at that time. */
    Dashboard(Instant now) {
        this.now = now;
    }

    void add(Todo todo) {
        counts.merge(todo.status(), 1, Integer::sum);
        if (todo.isOverdue(now)) {
            overdue++;
        }
        recent.add(todo);
        if (recent.size() > RECENT) {
            recent.remove();
        }
    }

    /** As JSON shows it. */
    Map<String, Object> json(User user) {
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("total", counts.values().stream().mapToInt(Integer::intValue).sum());
        for (TodoStatus status : TodoStatus.values()) {
            stats.put(status.word(), counts.getOrDefault(status, 0));
        }
        stats.put("overdue", overdue);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("user", user.json());
        body.put("todoStats", stats);
        body.put(
                "recentTodos",
                recent.stream().sorted(BY_UPDATE.reversed()).map(Todo::json).toList());
        body.put("generatedAt", now.toString());
        return body;
    }
}
