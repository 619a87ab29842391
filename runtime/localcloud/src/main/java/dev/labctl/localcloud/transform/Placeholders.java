package dev.labctl.localcloud.transform;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A template with something put in the place of each placeholder. */
public final class Placeholders {
    private Placeholders() {}

    /** What comes in the place of a placeholder. */
    @FunctionalInterface
    public interface Filling {
        /** The text for a name; {@code isQuoted} tells whether it comes to stand inside of a JSON string. */
        String of(String name, boolean isQuoted);
    }

    /**
     * Replaces all placeholders.
     *
     * @param placeholder finds them; its first group is the name
     */
    public static String replaced(String template, Pattern placeholder, Filling filling) {
        StringBuilder filled = new StringBuilder();
        Matcher next = placeholder.matcher(template);
        boolean isQuoted = false;
        int end = 0;
        while (next.find()) {
            String between = template.substring(end, next.start());
            isQuoted ^= hasOddQuotes(between);
            filled.append(between).append(filling.of(next.group(1), isQuoted));
            end = next.end();
        }
        return filled.append(template.substring(end)).toString();
    }

    private static boolean hasOddQuotes(String text) {
        boolean isOdd = false;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                isOdd = !isOdd;
            }
        }
        return isOdd;
    }
}
