package dev.labctl.cli.output;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Lines and tables for people, in colour where that is wanted. */
public final class Text {
    private static final String RESET = "\u001b[0m";

    /** What a piece of text means; how it looks is decided here alone. */
    public enum Style {
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

    /** Text that goes to this stream. */
    public Text(PrintStream stream, boolean colours) {
        this.stream = stream;
        this.colours = colours;
    }

    /** A line. */
    public void line(String line) {
        stream.println(line);
    }

    /** A piece of a line that is drawn again later. */
    public void part(String part) {
        stream.print(part);
        stream.flush();
    }

    /** The text in its style, when there are colours. */
    public String styled(Style style, String text) {
        return colours && !text.isEmpty() ? style.code + text + RESET : text;
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
