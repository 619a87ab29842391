package dev.labctl.cli.shell;

import dev.labctl.cli.completion.Words;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** A line as it is typed, with its words as a POSIX shell would take them. */
final class TypedLine implements CompletingParsedLine {
    private final String line;
    private final int cursor;
    private final Words words;
    private final List<String> all;

    private TypedLine(String line, int cursor) {
        this.line = line;
        this.cursor = cursor;
        this.words = Words.of(line.substring(0, cursor));
        this.all = new ArrayList<>(words.whole());
        all.add(words.begun());
    }

    /** Takes lines apart; a line whose quotes are not closed goes on in the next one. */
    static Parser parser() {
        return new Parser() {
            @Override
            public ParsedLine parse(String line, int cursor, ParseContext context) {
                if (context == ParseContext.ACCEPT_LINE && Words.of(line).isOpen()) {
                    throw new EOFError(-1, -1, "a quote is open", "quote");
                }
                return new TypedLine(line, context == ParseContext.COMPLETE ? cursor : line.length());
            }

            @Override
            public boolean isEscapeChar(char c) {
                return c == '\\';
            }
        };
    }

    @Override
    public String word() {
        return words.begun();
    }

    @Override
    public int wordCursor() {
        return words.begun().length();
    }

    @Override
    public int wordIndex() {
        return words.whole().size();
    }

    @Override
    public List<String> words() {
        return List.copyOf(all);
    }

    @Override
    public String line() {
        return line;
    }

    @Override
    public int cursor() {
        return cursor;
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean isComplete) {
        String quoted = Words.quoted(candidate.toString());
        return isComplete || !quoted.endsWith("'") ? quoted : quoted.substring(0, quoted.length() - 1);
    }

    @Override
    public int rawWordCursor() {
        return cursor - words.begunAt();
    }

    @Override
    public int rawWordLength() {
        return cursor - words.begunAt();
    }
}
