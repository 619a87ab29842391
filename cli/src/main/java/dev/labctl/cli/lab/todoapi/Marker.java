package dev.labctl.cli.lab.todoapi;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What tells a load's todos and users apart: who asked for it, and the how many-eth that was.
 *
 * @param run of the load
 */
record Marker(String run, int user, int sequence) {
    private static final Pattern TITLE = Pattern.compile("\\[([0-9a-f]+)/(\\d{1,9})/(\\d{1,9})\\] .*", Pattern.DOTALL);
    private static final String DOMAIN = "@load.example";

    /** A todo's title that begins with it. */
    String title(String words) {
        return "[%s/%d/%d] %s".formatted(run, user, sequence, words);
    }

    /** A user's address. */
    String email() {
        return "Load-%s-%d-%d%s".formatted(run, user, sequence, DOMAIN);
    }

    /** Whether an address is of a user of that run. */
    static boolean isOf(String run, String email) {
        return email.toLowerCase(Locale.ROOT).startsWith("load-" + run + "-") && email.endsWith(DOMAIN);
    }

    /** The marker of a title, if it has one. */
    static Optional<Marker> of(String title) {
        Matcher matcher = TITLE.matcher(title);
        return matcher.matches()
                ? Optional.of(new Marker(
                        matcher.group(1), Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }
}
