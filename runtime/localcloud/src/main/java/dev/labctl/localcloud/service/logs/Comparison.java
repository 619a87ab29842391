package dev.labctl.localcloud.service.logs;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value compared with what a pattern asks for.
 *
 * @param operator {@code =}, {@code !=}, {@code <}, {@code >}, {@code <=} or {@code >=}
 * @param wanted the right side: a number, or text with {@code *} for anything; {@code %...%} is a regular expression
 */
record Comparison(String operator, String wanted) {
    boolean holds(@Nullable String value) {
        if (value == null) {
            return false;
        }
        return switch (operator) {
            case "=" -> isEqual(value);
            case "!=" -> !isEqual(value);
            default -> isOrdered(value);
        };
    }

    private boolean isEqual(String value) {
        Double number = number(value);
        Double other = number(wanted);
        if (number != null && other != null) {
            return number.equals(other);
        }
        if (wanted.length() > 1 && wanted.startsWith("%") && wanted.endsWith("%")) {
            return Pattern.compile(wanted.substring(1, wanted.length() - 1))
                    .matcher(value)
                    .find();
        }
        StringBuilder regex = new StringBuilder();
        for (String part : wanted.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(part.isEmpty() ? "(?:)" : Pattern.quote(part));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(value).matches();
    }

    private boolean isOrdered(String value) {
        Double number = number(value);
        Double other = number(wanted);
        if (number == null || other == null) {
            return false;
        }
        int order = number.compareTo(other);
        return switch (operator) {
            case "<" -> order < 0;
            case ">" -> order > 0;
            case "<=" -> order <= 0;
            default -> order >= 0;
        };
    }

    private static @Nullable Double number(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
