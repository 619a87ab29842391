package dev.labctl.cli.html;

import java.util.Locale;

/** Text that is put together to markup. */
public final class Markup {
    private final StringBuilder text = new StringBuilder();

    /** Adds markup, formatted; what is put into it is escaped by whoever gives it, see {@link #safe}. */
    public Markup add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
        return this;
    }

    /** Text as it stands between tags and inside of attributes. */
    public static String safe(String raw) {
        StringBuilder safe = new StringBuilder();
        raw.codePoints().forEach(each -> {
            switch (each) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> {
                    // HTML has no way to write most control characters, nor halves of characters.
                    boolean isControl = Character.isISOControl(each) && !Character.isWhitespace(each);
                    boolean isNone = Character.getType(each) == Character.SURROGATE || (each & 0xFFFE) == 0xFFFE;
                    safe.appendCodePoint(isControl || isNone ? 0xFFFD : each);
                }
            }
        });
        return safe.toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
