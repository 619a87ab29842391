package dev.labctl.localcloud.service.dynamodb.expression;

/**
 * A word or symbol of an expression.
 *
 * @param kind what it is
 * @param text as it is written; {@code <EOF>} at the end
 * @param start where it starts
 * @param end where it ends, exclusive
 */
record Token(Kind kind, String text, int start, int end) {
    /** What tokens there are. */
    enum Kind {
        WORD,
        NAME_PLACEHOLDER,
        VALUE_PLACEHOLDER,
        NUMBER,
        SYMBOL,
        END
    }

    boolean is(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isWord(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }
}
