package dev.labctl.wire.todoapi;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A todo. JSON and the DynamoDB table call its members alike; the table leaves out what is null.
 *
 * @param title 1 to 255 characters
 * @param description at most 1000 characters
 * @param updatedAt when it was last changed; {@code createdAt} when it never was
 */
public record Todo(
        UUID id,
        UUID userId,
        String title,
        @Nullable String description,
        TodoStatus status,
        TodoPriority priority,
        @Nullable Instant dueDate,
        Instant createdAt,
        Instant updatedAt) {
    public static final String ID = "id";
    public static final String USER_ID = "user_id";
    public static final String TITLE = "title";
    public static final String DESCRIPTION = "description";
    public static final String STATUS = "status";
    public static final String PRIORITY = "priority";
    public static final String DUE_DATE = "due_date";
    public static final String CREATED_AT = "created_at";
    public static final String UPDATED_AT = "updated_at";

    /** The todo in a JSON object. */
    public static Todo from(Map<String, ?> json) {
        Members members = new Members("todo", json);
        return new Todo(
                members.id(ID),
                members.id(USER_ID),
                members.text(TITLE),
                members.textIfAny(DESCRIPTION),
                members.word(STATUS, TodoStatus::of),
                members.word(PRIORITY, TodoPriority::of),
                members.timeIfAny(DUE_DATE),
                members.time(CREATED_AT),
                members.time(UPDATED_AT));
    }

    /** Whether it should have been done by then, and is not. */
    public boolean isOverdue(Instant now) {
        return status.isOpen() && dueDate != null && dueDate.isBefore(now);
    }

    /** As JSON has it, every member named. */
    public Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put(ID, id.toString());
        json.put(USER_ID, userId.toString());
        json.put(TITLE, title);
        json.put(DESCRIPTION, description);
        json.put(STATUS, status.word());
        json.put(PRIORITY, priority.word());
        json.put(DUE_DATE, dueDate == null ? null : dueDate.toString());
        json.put(CREATED_AT, createdAt.toString());
        json.put(UPDATED_AT, updatedAt.toString());
        return json;
    }
}
