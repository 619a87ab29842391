package dev.labctl.wire.todoapi;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user, as PostgreSQL keeps it; what is kept of the password is never shown.
 *
 * @param name 2 to 255 characters
 * @param email at most 255 characters, as it was given; unique whatever its case
 * @param department at most 100 characters
 * @param createdAt to the microsecond
 * @param updatedAt to the microsecond
 */
public record User(
        UUID id, String name, String email, @Nullable String department, Instant createdAt, Instant updatedAt) {
    /** The user in a JSON object. */
    public static User from(Map<String, ?> json) {
        Members members = new Members("user", json);
        return new User(
                members.id("id"),
                members.text("name"),
                members.text("email"),
                members.textIfAny("department"),
                members.time("created_at"),
                members.time("updated_at"));
    }

    /** As JSON has it: {@code {"id","name","email","department","created_at","updated_at"}}. */
    public Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", id.toString());
        json.put("name", name);
        json.put("email", email);
        json.put("department", department);
        json.put("created_at", createdAt.toString());
        json.put("updated_at", updatedAt.toString());
        return json;
    }
}
