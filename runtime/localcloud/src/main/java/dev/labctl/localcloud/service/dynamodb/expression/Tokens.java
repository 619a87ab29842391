package dev.labctl.localcloud.service.dynamodb.expression;

import dev.labctl.localcloud.core.AwsError;
import java.util.ArrayList;
import java.util.List;

/** The tokens of one expression, read one after the other; knows how AWS words a syntax error. */
final class Tokens {
    private static final int MAX_LENGTH = 4096;
    private static final String SINGLE_SYMBOLS = "()[],.+-=";

    private final ExpressionKind kind;
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int position;

    Tokens(ExpressionKind kind, String text) {
        this.kind = kind;
        this.text = text;
        if (text.isBlank()) {
            throw kind.invalid("The expression can not be empty;");
        }
        if (text.length() > MAX_LENGTH) {
            throw kind.invalid(
                    "Expression size has exceeded the maximum allowed size; expression size: " + text.length());
        }
        int at = 0;
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
                continue;
            }
            int end = endOf(at);
            tokens.add(new Token(kindOf(at, end), text.substring(at, end), at, end));
            at = end;
        }
        tokens.add(new Token(Token.Kind.END, "<EOF>", text.length(), text.length()));
        for (Token token : tokens) {
            if (token.kind() == Token.Kind.SYMBOL && !isSymbol(token.text())) {
                position = tokens.indexOf(token);
                throw unexpected();
            }
        }
    }

    private int endOf(int start) {
        char first = text.charAt(start);
        if (first == '#' || first == ':' || isLetter(first)) {
            return wordEnd(start + 1);
        }
        if (isDigit(first)) {
            int end = start + 1;
            while (end < text.length() && isDigit(text.charAt(end))) {
                end++;
            }
            return end;
        }
        boolean two = start + 1 < text.length()
                && ((first == '<' && (text.charAt(start + 1) == '=' || text.charAt(start + 1) == '>'))
                        || (first == '>' && text.charAt(start + 1) == '='));
        return two ? start + 2 : start + 1;
    }

    private int wordEnd(int from) {
        int end = from;
        while (end < text.length()
                && (isLetter(text.charAt(end)) || isDigit(text.charAt(end)) || text.charAt(end) == '_')) {
            end++;
        }
        return end;
    }

    private Token.Kind kindOf(int start, int end) {
        char first = text.charAt(start);
        if (first == '#' && end > start + 1) {
            return Token.Kind.NAME_PLACEHOLDER;
        }
        if (first == ':' && end > start + 1) {
            return Token.Kind.VALUE_PLACEHOLDER;
        }
        if (isDigit(first)) {
            return Token.Kind.NUMBER;
        }
        return isLetter(first) ? Token.Kind.WORD : Token.Kind.SYMBOL;
    }

    private static boolean isSymbol(String symbol) {
        return symbol.length() == 2 || SINGLE_SYMBOLS.contains(symbol) || symbol.equals("<") || symbol.equals(">");
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    ExpressionKind kind() {
        return kind;
    }

    Token peek() {
        return tokens.get(position);
    }

    /** The token after the next. */
    Token peekSecond() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(position);
        if (token.kind() != Token.Kind.END) {
            position++;
        }
        return token;
    }

    /** Takes the next token if it is this symbol. */
    boolean take(String symbol) {
        boolean matches = peek().is(symbol);
        if (matches) {
            position++;
        }
        return matches;
    }

    /** Takes the next token if it is this keyword. */
    boolean takeWord(String keyword) {
        boolean matches = peek().isWord(keyword);
        if (matches) {
            position++;
        }
        return matches;
    }

    void expect(String symbol) {
        if (!take(symbol)) {
            throw unexpected();
        }
    }

    void expectEnd() {
        if (peek().kind() != Token.Kind.END) {
            throw unexpected();
        }
    }

    /** A syntax error at the next token, shown with its neighbours. */
    AwsError unexpected() {
        Token token = peek();
        Token before = tokens.get(Math.max(position - 1, 0));
        Token after = peekSecond();
        String near = text.substring(before.start(), after.end());
        return kind.invalid("Syntax error; token: \"" + token.text() + "\", near: \"" + near + "\"");
    }
}
