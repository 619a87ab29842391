package dev.labctl.cli.output;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lines and tables for people, in colour where that is wanted. */
public final class Text {
    private static final String RESET = "\u001b[0m";
    private static final int NARROWEST = 20;

    /** What a piece of text means; how it looks is decided here alone. */
    public enum Style {
        PLAIN(""),
        GOOD("\u001b[32m"),
        BAD("\u001b[31m"),
        CHANGED("\u001b[33m"),
        STRONG("\u001b[1m"),
        QUIET("\u001b[2m");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    private final PrintStream stream;
    private final boolean colours;
    private final @Nullable Supplier<ScreenSize> screen;

    /** Text that goes to this stream, which is no terminal. */
    public Text(PrintStream stream, boolean colours) {
        this(stream, colours, null);
    }

    /**
     * Text that goes to this stream.
     *
     * @param screen the size of the terminal that it goes to; null where it goes elsewhere
     */
    Text(PrintStream stream, boolean colours, @Nullable Supplier<ScreenSize> screen) {
        this.stream = stream;
        this.colours = colours;
        this.screen = screen;
    }

    /** How many columns the terminal has; empty where there is none. */
    public OptionalInt columns() {
        return screen == null
                ? OptionalInt.empty()
                : OptionalInt.of(screen.get().columns());
    }

    /** A line. */
    public void line(String line) {
        stream.println(line);
    }

    /**
     * A line whose words go on in the next ones, indented, where the terminal ends; where there is none, one line.
     *
     * @param begin of the first line, styled as it may be
     * @param style of the words
     * @param indent how many columns the next lines begin with
     */
    public void flowing(String begin, Style style, String words, int indent) {
        if (columns().isEmpty()) {
            line(begin + styled(style, words));
            return;
        }
        int width = Math.max(NARROWEST, columns().getAsInt());
        List<String> lines = wrapped(words.replace("\t", "  "), Math.max(0, width - visible(begin)), width - indent);
        line((begin + styled(style, lines.get(0))).stripTrailing());
        lines.stream().skip(1).forEach(next -> line(" ".repeat(indent) + styled(style, next)));
    }

    /** A piece of a line that is drawn again later. */
    public void part(String part) {
        stream.print(part);
        stream.flush();
    }

    /** The text in its style, when there are colours. */
    public String styled(Style style, String text) {
        return colours && style != Style.PLAIN && !text.isEmpty() ? style.code + text + RESET : text;
    }

    /** Rows under a header, in columns as wide as their widest cell; nothing at all without rows. */
    public void table(List<String> header, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        int[] widths = new int[header.size()];
        List<List<String>> all = new ArrayList<>(rows);
        all.add(0, header);
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], visible(row.get(i)));
            }
        }
        line(styled(Style.STRONG, cells(header, widths)));
        rows.forEach(row -> line(cells(row, widths)));
    }

    /** A number of things: {@code 1 call}, {@code 1,000 calls}. */
    public static String counted(long count, String thing) {
        return "%,d %s%s".formatted(count, thing, count == 1 ? "" : "s");
    }

    /** Text from elsewhere that can neither break a line nor steer a terminal: control characters are escaped. */
    public static String oneLine(String text) {
        if (text.codePoints().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder();
        text.codePoints()
                .forEach(each -> escaped.append(
                        Character.isISOControl(each) ? "\\u%04x".formatted(each) : Character.toString(each)));
        return escaped.toString();
    }

    /** Lines of at most this many letters, broken between words; a word that is longer goes on in the next line. */
    public static List<String> wrapped(String words, int width) {
        return wrapped(words, width, width);
    }

    private static List<String> wrapped(String words, int firstWidth, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int room = firstWidth;
        for (String word : words.split(" ", -1)) {
            String rest = word;
            boolean isFirst = line.isEmpty();
            if (line.length() + (isFirst ? 0 : 1) + rest.length() > room && (!isFirst || room < width)) {
                lines.add(line.toString());
                line.setLength(0);
                room = width;
            } else if (!isFirst) {
                line.append(' ');
            }
            while (rest.length() > width) {
                int end = Character.isHighSurrogate(rest.charAt(width - 1)) ? width - 1 : width;
                lines.add(rest.substring(0, end));
                rest = rest.substring(end);
            }
            line.append(rest);
        }
        lines.add(line.toString());
        return lines;
    }

    private static String cells(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i));
            if (i < widths.length - 1) {
                line.append(" ".repeat(widths[i] - visible(row.get(i)) + 2));
            }
        }
        return line.toString().stripTrailing();
    }

    /** How many columns a text takes on a terminal, in which it may be styled. */
    static int visible(String cell) {
        String plain = cell.indexOf('\u001b') < 0 ? cell : cell.replaceAll("\u001b\\[\\d+m", "");
        return plain.codePointCount(0, plain.length());
    }
}
