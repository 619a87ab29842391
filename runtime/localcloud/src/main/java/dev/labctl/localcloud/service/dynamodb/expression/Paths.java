package dev.labctl.localcloud.service.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;

/** Reads document paths, and refuses those that overlap. */
final class Paths {
    private final Tokens tokens;
    private final Placeholders placeholders;

    Paths(Tokens tokens, Placeholders placeholders) {
        this.tokens = tokens;
        this.placeholders = placeholders;
    }

    Path read() {
        List<Path.Element> elements = new ArrayList<>();
        elements.add(field());
        while (true) {
            if (tokens.take(".")) {
                elements.add(field());
            } else if (tokens.take("[")) {
                if (tokens.peek().kind() != Token.Kind.NUMBER) {
                    throw tokens.unexpected();
                }
                elements.add(index(tokens.next().text()));
                tokens.expect("]");
            } else {
                return new Path(elements);
            }
        }
    }

    private Path.Field field() {
        Token token = tokens.peek();
        if (token.kind() == Token.Kind.NAME_PLACEHOLDER) {
            tokens.next();
            return new Path.Field(placeholders.name(tokens.kind(), token.text()));
        }
        if (token.kind() != Token.Kind.WORD) {
            throw tokens.unexpected();
        }
        if (ReservedWords.contains(token.text())) {
            throw tokens.kind().invalid("Attribute name is a reserved keyword; reserved keyword: " + token.text());
        }
        tokens.next();
        return new Path.Field(token.text());
    }

    private Path.Index index(String digits) {
        if (digits.length() > 9) {
            throw tokens.kind().invalid("List index is not within the allowable range; index: [" + digits + "]");
        }
        return new Path.Index(Integer.parseInt(digits));
    }

    /** Complains when one of these paths lies on another, or one takes for a map what another takes for a list. */
    static void requireDisjoint(ExpressionKind kind, List<Path> paths) {
        for (int i = 0; i < paths.size(); i++) {
            for (int j = i + 1; j < paths.size(); j++) {
                requireDisjoint(kind, paths.get(i), paths.get(j));
            }
        }
    }

    private static void requireDisjoint(ExpressionKind kind, Path one, Path two) {
        int common = Math.min(one.elements().size(), two.elements().size());
        for (int i = 0; i < common; i++) {
            Path.Element a = one.elements().get(i);
            Path.Element b = two.elements().get(i);
            if (!a.equals(b)) {
                if (a.getClass() != b.getClass()) {
                    throw kind.invalid("Two document paths conflict with each other; must remove or rewrite one of "
                            + "these paths; path one: " + one + ", path two: " + two);
                }
                return;
            }
        }
        throw kind.invalid("Two document paths overlap with each other; must remove or rewrite one of these paths; "
                + "path one: " + one + ", path two: " + two);
    }
}
