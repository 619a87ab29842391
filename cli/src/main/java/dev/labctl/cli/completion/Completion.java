package dev.labctl.cli.completion;

import java.util.List;
import java.util.stream.Stream;

/**
 * A word that can come next.
 *
 * @param value the word
 * @param description one line about it; may be empty
 */
public record Completion(String value, String description) {
    /** As many as a list of them shows. */
    private static final int SHOWN = 200;

    /** A word without a description. */
    public static Completion of(String value) {
        return new Completion(value, "");
    }

    /** The first of those that begin like this, as many as are shown. */
    public static List<Completion> first(Stream<Completion> all, String begun) {
        return all.filter(each -> each.value.startsWith(begun)).limit(SHOWN).toList();
    }

    /** Whether another word may follow: a folder, a prefix or an option's name with its sign goes on. */
    public boolean isWhole() {
        return !value.endsWith("/") && !value.endsWith("=");
    }
}
