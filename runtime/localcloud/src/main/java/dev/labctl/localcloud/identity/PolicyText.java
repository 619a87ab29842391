package dev.labctl.localcloud.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A text of a policy with its wildcards and policy variables: {@code arn:aws:s3:::home/${aws:username}/*}.
 *
 * <p>Follows "IAM policy elements: Variables and tags": {@code ${key}}, {@code ${key, 'default'}}, and {@code ${*}},
 * {@code ${?}}, {@code ${$}} for the characters themselves. Variables exist from version 2012-10-17 on.
 */
final class PolicyText {
    private final List<Part> parts;
    private final @Nullable String constant;
    private final @Nullable Glob glob;

    private PolicyText(List<Part> parts) {
        this.parts = List.copyOf(parts);
        this.constant = constantOf(parts);
        this.glob = constant == null ? null : Glob.marked(constant);
    }

    /** A piece of the text: characters as they are (wildcards marked as {@link Glob} does), or a variable. */
    private sealed interface Part {
        record Characters(String text) implements Part {}

        record Variable(String key, @Nullable String otherwise) implements Part {}
    }

    /** A text in which {@code *} and {@code ?} are wildcards. */
    static PolicyText pattern(String text, boolean hasVariables) {
        return new PolicyText(parse(text, hasVariables, true));
    }

    /** A text in which {@code *} and {@code ?} are themselves. */
    static PolicyText plain(String text, boolean hasVariables) {
        return new PolicyText(parse(text, hasVariables, false));
    }

    private static List<Part> parse(String text, boolean hasVariables, boolean hasWildcards) {
        List<Part> parts = new ArrayList<>();
        StringBuilder characters = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int end = hasVariables && text.startsWith("${", at) ? text.indexOf('}', at) : -1;
            if (end < 0) {
                characters.append(hasWildcards ? marked(text.charAt(at)) : text.charAt(at));
                at++;
                continue;
            }
            String inside = text.substring(at + 2, end).strip();
            at = end + 1;
            if (inside.length() == 1 && "*?$".contains(inside)) {
                characters.append(inside);
                continue;
            }
            parts.add(new Part.Characters(characters.toString()));
            characters.setLength(0);
            parts.add(variable(inside));
        }
        parts.add(new Part.Characters(characters.toString()));
        return parts;
    }

    private static char marked(char character) {
        return switch (character) {
            case '*' -> Glob.ANY;
            case '?' -> Glob.ONE;
            default -> character;
        };
    }

    private static Part.Variable variable(String inside) {
        int comma = inside.indexOf(',');
        if (comma < 0) {
            return new Part.Variable(inside.toLowerCase(Locale.ROOT), null);
        }
        String otherwise = inside.substring(comma + 1).strip();
        if (otherwise.length() >= 2 && otherwise.startsWith("'") && otherwise.endsWith("'")) {
            otherwise = otherwise.substring(1, otherwise.length() - 1);
        }
        return new Part.Variable(inside.substring(0, comma).strip().toLowerCase(Locale.ROOT), otherwise);
    }

    private static @Nullable String constantOf(List<Part> parts) {
        return parts.size() == 1 && parts.get(0) instanceof Part.Characters only ? only.text() : null;
    }

    /** The text when it has no variables, wildcards marked; null when it has. */
    @Nullable
    String constant() {
        return constant;
    }

    /** The text with its variables filled in; null when the request lacks one, or has several values for it. */
    @Nullable
    String resolve(RequestContext request) {
        if (constant != null) {
            return constant;
        }
        StringBuilder resolved = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Characters characters) {
                resolved.append(characters.text());
            } else if (part instanceof Part.Variable variable) {
                List<String> values = request.values(variable.key());
                String value = values.size() == 1 ? values.get(0) : variable.otherwise();
                if (value == null) {
                    return null;
                }
                resolved.append(value);
            }
        }
        return resolved.toString();
    }

    /** Whether {@code value} matches; a text whose variables cannot be filled in matches nothing. */
    boolean matches(String value, RequestContext request) {
        if (glob != null) {
            return glob.matches(value);
        }
        String resolved = resolve(request);
        return resolved != null && Glob.marked(resolved).matches(value);
    }
}
