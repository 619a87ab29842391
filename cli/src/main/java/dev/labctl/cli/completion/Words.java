package dev.labctl.cli.completion;

import java.util.ArrayList;
import java.util.List;

/**
 * A line taken apart as a POSIX shell does: words at blanks; everything between single quotes is itself; between double
 * quotes a backslash escapes {@code "}, {@code \}, <code>$</code> and the backtick; elsewhere it escapes whatever follows.
 * Nothing is expanded.
 *
 * <p>See <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02">Shell Command
 * Language, 2.2 Quoting</a>.
 *
 * @param whole the words that are followed by a blank
 * @param begun the last word, which is not; empty when the line ends with a blank
 * @param begunAt where that begins in the line
 * @param quote the quote that is still open, or a backslash at the line's end; 0 when there is none
 */
public record Words(List<String> whole, String begun, int begunAt, char quote) {
    private static final String ESCAPED_IN_QUOTES = "\"\\$`";

    public Words {
        whole = List.copyOf(whole);
    }

    /** Takes a line apart. */
    public static Words of(String line) {
        List<String> whole = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int begunAt = -1;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean isBlank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
            if (quote == 0 && isBlank) {
                if (begunAt >= 0) {
                    whole.add(word.toString());
                    word.setLength(0);
                    begunAt = -1;
                }
                continue;
            }
            begunAt = begunAt < 0 ? i : begunAt;
            if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == '\\' && quote != '\'' && i + 1 == line.length()) {
                quote = '\\';
            } else if (c == '\\' && escapes(quote, line.charAt(i + 1))) {
                i++;
                word.append(line.charAt(i));
            } else {
                word.append(c);
            }
        }
        return new Words(whole, word.toString(), begunAt < 0 ? line.length() : begunAt, quote);
    }

    /** The lines of a text; a line goes on in the next one as long as a quote is open. */
    public static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
            String line = text.substring(start, end);
            if (!of(line).isOpen()) {
                lines.add(line);
                start = end + 1;
            }
        }
        lines.add(text.substring(start));
        return lines;
    }

    private static boolean escapes(char quote, char next) {
        return quote == 0 || (quote == '"' && ESCAPED_IN_QUOTES.indexOf(next) >= 0);
    }

    /** All words of a line. */
    public static List<String> all(String line) {
        Words words = of(line);
        if (words.begunAt == line.length()) {
            return words.whole;
        }
        List<String> all = new ArrayList<>(words.whole);
        all.add(words.begun);
        return all;
    }

    /** Whether the line goes on: a quote is open, or what follows is escaped. */
    public boolean isOpen() {
        return quote != 0;
    }

    /** A word as it is typed, quoted where it must be. */
    public static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./~^-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
