package dev.labctl.cli.shell;

import dev.labctl.cli.completion.Words;
import java.util.regex.Pattern;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Colours a line while it is typed: verbs that there are, verbs that there are not, options, and quotes that are open. */
public final class Colours implements Highlighter {
    private static final AttributedStyle KNOWN = AttributedStyle.BOLD;
    private static final AttributedStyle UNKNOWN = AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);
    private static final AttributedStyle OPTION = AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
    private static final AttributedStyle OPEN = AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);

    private final CommandLine root;

    /** For the verbs of {@code root}, besides {@code help} and {@code exit}. */
    public Colours(CommandLine root) {
        this.root = root;
    }

    @Override
    public AttributedString highlight(LineReader reader, String line) {
        AttributedStringBuilder coloured = new AttributedStringBuilder();
        CommandLine verb = root;
        boolean isVerb = true;
        int at = 0;
        while (at < line.length()) {
            int end = end(line, at);
            String word = line.substring(at, end);
            CommandLine inner = isVerb ? verb.getSubcommands().get(word) : null;
            AttributedStyle style = style(word, verb, inner, isVerb, end == line.length());
            if (!word.isBlank()) {
                isVerb = isVerb
                        && (word.equals(OwnWord.LABCTL.word())
                                || (inner != null && !inner.getSubcommands().isEmpty()));
                verb = inner == null ? verb : inner;
            }
            coloured.append(word, style);
            at = end;
        }
        return coloured.toAttributedString();
    }

    private AttributedStyle style(
            String word, CommandLine verb, @Nullable CommandLine inner, boolean isVerb, boolean isLast) {
        if (word.isBlank()) {
            return AttributedStyle.DEFAULT;
        }
        if (isLast && Words.of(word).isOpen()) {
            return OPEN;
        }
        if (word.startsWith("-")) {
            return OPTION;
        }
        boolean isOurs = verb == root && OwnWord.of(word).isPresent();
        if (inner != null || (isVerb && isOurs)) {
            return KNOWN;
        }
        boolean canBecomeOne =
                isLast && verb.getSubcommands().keySet().stream().anyMatch(each -> each.startsWith(word));
        boolean takesOthers = !verb.getCommandSpec().positionalParameters().isEmpty();
        return isVerb && !canBecomeOne && !takesOthers ? UNKNOWN : AttributedStyle.DEFAULT;
    }

    /** Where the word, or the blank, ends that begins there. */
    private static int end(String line, int start) {
        boolean isBlank = Character.isWhitespace(line.charAt(start));
        int end = start + 1;
        while (end < line.length() && (isBlank == isGap(line, start, end))) {
            end++;
        }
        return end;
    }

    private static boolean isGap(String line, int start, int at) {
        return Character.isWhitespace(line.charAt(at))
                && !Words.of(line.substring(start, at)).isOpen();
    }

    @Override
    public void setErrorPattern(Pattern pattern) {
        // Nothing is an error but what is not known.
    }

    @Override
    public void setErrorIndex(int index) {
        // The same.
    }
}
