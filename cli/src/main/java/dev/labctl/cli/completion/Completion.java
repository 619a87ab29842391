package dev.labctl.cli.completion;

/**
 * A word that can come next.
 *
 * @param value the word
 * @param description one line about it; may be empty
 */
public record Completion(String value, String description) {
    /** A word without a description. */
    public static Completion of(String value) {
        return new Completion(value, "");
    }

    /** Whether another word may follow: a folder, a prefix or an option's name with its sign goes on. */
    public boolean isWhole() {
        return !value.endsWith("/") && !value.endsWith("=");
    }
}
