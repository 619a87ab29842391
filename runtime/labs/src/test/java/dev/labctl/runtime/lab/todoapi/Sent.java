package dev.labctl.runtime.lab.todoapi;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A body for users or todos: most members are right, and it is known which are not. */
final class Sent {
    private static final List<String> ALPHABET =
            List.of("a", "Z", " ", "é", "ß", "漢", "🎉", "'", "\"", "\\", "%", ";--", "\u202e", "\n");
    private static final List<Object> NO_TEXTS = List.of(7, true, List.of(), Map.of());

    private final Random random;
    private final Map<String, @Nullable Object> body = new LinkedHashMap<>();
    private final Set<String> wrong = new TreeSet<>();

    private Sent(Random random) {
        this.random = random;
    }

    static Sent user(Random random, String email) {
        Sent sent = new Sent(random);
        sent.text("name", 2, 255, true);
        sent.put("email", email, false);
        if (random.nextInt(12) == 0) {
            sent.put(
                    "email",
                    sent.one(List.of("", "a", "a@b", "a b@c.d", "@c.d", "a@@b.c", "x".repeat(255) + "@b.c")),
                    true);
        }
        sent.text("department", 0, 100, false);
        if (random.nextBoolean()) {
            sent.text("password", 1, 128, false);
        }
        sent.strange();
        return sent;
    }

    static Sent todo(Random random) {
        Sent sent = new Sent(random);
        sent.text("title", 1, 255, true);
        sent.optionals();
        return sent;
    }

    static Sent changes(Random random) {
        Sent sent = new Sent(random);
        if (random.nextBoolean()) {
            sent.text("title", 1, 255, true);
            if (!sent.body.containsKey("title")) {
                sent.wrong.remove("title");
            }
        }
        sent.optionals();
        if (sent.body.isEmpty()) {
            sent.wrong.add("give");
        }
        return sent;
    }

    private void optionals() {
        text("description", 0, 1000, false);
        word("status", List.of("pending", "in_progress", "completed", "cancelled"));
        word("priority", List.of("low", "medium", "high", "urgent"));
        due();
        strange();
    }

    Map<String, @Nullable Object> body() {
        return body;
    }

    /** What is wrong: the first word of each problem. */
    Set<String> wrong() {
        return wrong;
    }

    boolean has(String name) {
        return body.containsKey(name);
    }

    @Nullable
    Object get(String name) {
        return body.get(name);
    }

    void put(String name, @Nullable Object value, boolean isWrong) {
        body.put(name, value);
        wrong.remove(name);
        if (isWrong) {
            wrong.add(name);
        }
    }

    private void text(String name, int least, int most, boolean isRequired) {
        switch (random.nextInt(24)) {
            case 0 -> put(name, one(NO_TEXTS), true);
            case 1 -> put(name, characters(most + 1), true);
            case 2 -> put(name, "x\u0000y", true);
            case 3 -> put(name, "x\ud800y", true);
            case 4 -> put(name, null, isRequired);
            case 5 -> {
                if (isRequired) {
                    wrong.add(name);
                }
            }
            case 6 -> put(name, characters(most), false);
            case 7 -> put(name, characters(least), false);
            case 8 -> put(name, characters(Math.max(0, least - 1)), least > 0);
            default -> {
                if (isRequired || random.nextBoolean()) {
                    put(name, characters(Math.max(least, 1 + random.nextInt(20))), false);
                }
            }
        }
    }

    /** So many characters, as people count them, the first of which is not blank. */
    private String characters(int count) {
        StringBuilder text = new StringBuilder(count == 0 ? "" : "x");
        for (int i = 1; i < count; i++) {
            String next = one(ALPHABET);
            text.appendCodePoint(next.codePointAt(0));
        }
        return text.toString();
    }

    private void word(String name, List<String> words) {
        switch (random.nextInt(12)) {
            case 0 -> put(name, one(List.of("", "PENDING", "done", "Low")), true);
            case 1 -> put(name, null, true);
            case 2 -> put(name, 1, true);
            case 3, 4, 5, 6, 7, 8 -> put(name, one(words), false);
            default -> {
                // Left out.
            }
        }
    }

    private void due() {
        switch (random.nextInt(8)) {
            case 0 -> put("due_date", one(List.of("tomorrow", "2030-01-01", "", "+12345-01-01T00:00:00Z")), true);
            case 1 -> put("due_date", 1_700_000_000, true);
            case 2 -> put("due_date", null, false);
            case 3, 4 -> put("due_date", Instant.ofEpochSecond(random.nextInt()).toString(), false);
            default -> {
                // Left out.
            }
        }
    }

    private void strange() {
        if (random.nextInt(20) == 0) {
            put("password_hash", "x", false);
            wrong.add("unknown");
        }
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
