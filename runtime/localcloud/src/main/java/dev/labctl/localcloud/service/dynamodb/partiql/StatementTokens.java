package dev.labctl.localcloud.service.dynamodb.partiql;

import dev.labctl.localcloud.core.AwsError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tokens of one statement, read one after the other. */
final class StatementTokens {
    private static final int MAX_LENGTH = 8192;
    private static final List<String> LONG_SYMBOLS = List.of("<<", ">>", "<=", ">=", "<>", "!=");
    private static final String SYMBOLS = "()[]{},.+-=<>?:*;";

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int position;

    StatementTokens(String text) {
        if (text.length() > MAX_LENGTH) {
            throw AwsError.validation("1 validation error detected: Value '" + text
                    + "' at 'statement' failed to satisfy constraint: Member must have length less than or equal to "
                    + MAX_LENGTH);
        }
        this.text = text;
        int at = 0;
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else {
                at = read(at);
            }
        }
        tokens.add(new Token(Kind.END, ""));
    }

    /** What tokens there are. */
    enum Kind {
        /** A keyword, or a name without quotes. */
        WORD,
        /** A name in double quotes. */
        QUOTED,
        STRING,
        NUMBER,
        SYMBOL,
        END
    }

    /** A token; of strings and quoted names the content. */
    record Token(Kind kind, String text) {
        boolean isWord(String keyword) {
            return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
        }

        boolean is(String symbol) {
            return kind == Kind.SYMBOL && text.equals(symbol);
        }
    }

    private int read(int start) {
        char first = text.charAt(start);
        if (first == '\'' || first == '"') {
            return quoted(start, first);
        }
        if (isWordStart(first)) {
            return take(Kind.WORD, start, wordEnd(start));
        }
        if (isDigit(first) || (first == '.' && start + 1 < text.length() && isDigit(text.charAt(start + 1)))) {
            return take(Kind.NUMBER, start, numberEnd(start));
        }
        for (String symbol : LONG_SYMBOLS) {
            if (text.startsWith(symbol, start)) {
                return take(Kind.SYMBOL, start, start + symbol.length());
            }
        }
        if (SYMBOLS.indexOf(first) < 0) {
            throw malformed("Unexpected character '" + first + "'");
        }
        return take(Kind.SYMBOL, start, start + 1);
    }

    private int take(Kind kind, int start, int end) {
        tokens.add(new Token(kind, text.substring(start, end)));
        return end;
    }

    /** Reads up to the closing quote; a doubled quote stands for one. */
    private int quoted(int start, char quote) {
        StringBuilder content = new StringBuilder();
        int at = start + 1;
        while (at < text.length()) {
            if (text.charAt(at) != quote) {
                content.append(text.charAt(at++));
            } else if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
                content.append(quote);
                at += 2;
            } else {
                tokens.add(new Token(quote == '"' ? Kind.QUOTED : Kind.STRING, content.toString()));
                return at + 1;
            }
        }
        throw malformed("Unexpected end of the statement in a quoted text");
    }

    private int wordEnd(int start) {
        int end = start;
        while (end < text.length() && (isWordStart(text.charAt(end)) || isDigit(text.charAt(end)))) {
            end++;
        }
        return end;
    }

    private int numberEnd(int start) {
        int end = start;
        while (end < text.length() && (isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
            end++;
        }
        if (end < text.length() && Character.toLowerCase(text.charAt(end)) == 'e') {
            int exponent = end + 1;
            if (exponent < text.length() && "+-".indexOf(text.charAt(exponent)) >= 0) {
                exponent++;
            }
            while (exponent < text.length() && isDigit(text.charAt(exponent))) {
                exponent++;
                end = exponent;
            }
        }
        return end;
    }

    private static boolean isWordStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    Token peek() {
        return tokens.get(position);
    }

    Token peekSecond() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(position);
        if (token.kind() != Kind.END) {
            position++;
        }
        return token;
    }

    boolean take(String symbol) {
        boolean matches = peek().is(symbol);
        position += matches ? 1 : 0;
        return matches;
    }

    boolean takeWord(String keyword) {
        boolean matches = peek().isWord(keyword);
        position += matches ? 1 : 0;
        return matches;
    }

    void expect(String symbol) {
        if (!take(symbol)) {
            throw unexpected();
        }
    }

    void expectWord(String keyword) {
        if (!takeWord(keyword)) {
            throw unexpected();
        }
    }

    /** Where the reading is; {@link #back} returns to it. */
    int mark() {
        return position;
    }

    void back(int mark) {
        position = mark;
    }

    AwsError unexpected() {
        Token token = peek();
        return malformed(
                switch (token.kind()) {
                    case END -> "Unexpected end of the statement";
                    case WORD ->
                        "Unexpected keyword or identifier " + token.text().toUpperCase(Locale.ROOT);
                    case QUOTED, STRING, NUMBER, SYMBOL -> "Unexpected token '" + token.text() + "'";
                });
    }

    static AwsError malformed(String why) {
        return AwsError.validation("Statement wasn't well formed, can't be processed: " + why);
    }
}
