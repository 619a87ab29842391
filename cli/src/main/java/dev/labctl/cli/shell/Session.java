package dev.labctl.cli.shell;

import dev.labctl.cli.completion.Completer;
import dev.labctl.cli.completion.Completion;
import dev.labctl.cli.completion.Words;
import dev.labctl.cli.output.Secrets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;

/**
 * Takes commands from a terminal, with a history, completion and colours. Ctrl-C drops the line that is being typed, Ctrl-D
 * and {@code exit} end the session.
 */
public final class Session {
    private final Commands commands;
    private final LineReader reader;

    /**
     * A session.
     *
     * @param history the file that keeps what was typed; passwords are not written down
     */
    public Session(Terminal terminal, Path history, Commands commands, Completer completer, Highlighter highlighter) {
        this.commands = commands;
        this.reader = LineReaderBuilder.builder()
                .appName("labctl")
                .terminal(terminal)
                .parser(TypedLine.parser())
                .completer((line, parsed, candidates) -> complete(completer, parsed, candidates))
                .highlighter(highlighter)
                .variable(LineReader.HISTORY_FILE, history)
                .variable(LineReader.HISTORY_IGNORE, "*--password*")
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "> ")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
    }

    /** Asks for secrets between two lines. */
    public static Secrets secrets(Terminal terminal) {
        LineReader asking = LineReaderBuilder.builder()
                .terminal(terminal)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
        return prompt -> {
            try {
                return asking.readLine(prompt, '\0');
            } catch (UserInterruptException | EndOfFileException e) {
                return null;
            }
        };
    }

    /** What a session does with its lines. */
    public interface Commands {
        /** What stands before the next line. */
        String prompt();

        /** The words that mean a command, without those that are needless here. */
        List<String> meant(List<String> words);

        /** Runs a command, and tells the user of its failure; never throws. */
        void run(List<String> words);
    }

    /** Takes lines until the user has enough. */
    public void run() {
        while (true) {
            String line;
            try {
                line = reader.readLine(commands.prompt());
            } catch (UserInterruptException e) {
                continue;
            } catch (EndOfFileException e) {
                return;
            }
            // What was pasted may be several lines.
            for (String each : Words.lines(line)) {
                List<String> words = commands.meant(Words.all(each));
                if (OwnWord.isEnd(words)) {
                    return;
                }
                if (!words.isEmpty()) {
                    commands.run(words);
                }
            }
        }
    }

    private void complete(Completer completer, ParsedLine parsed, List<Candidate> candidates) {
        List<String> typed = parsed.words().subList(0, parsed.wordIndex());
        List<String> words = commands.meant(typed);
        List<Completion> all = new ArrayList<>(completer.complete(words, parsed.word()));
        if (words.isEmpty()) {
            OwnWord.offered().forEach(each -> all.add(new Completion(each.word(), each.meaning())));
        }
        for (Completion each : all) {
            String description = each.description().isEmpty() ? null : each.description();
            candidates.add(new Candidate(each.value(), each.value(), null, description, null, null, each.isWhole()));
        }
    }
}
