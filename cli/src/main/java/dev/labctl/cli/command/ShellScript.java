package dev.labctl.cli.command;

import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.Failures;
import dev.labctl.cli.completion.Words;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.shell.OwnWord;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/** The lines of stdin as commands, one after the other until one fails; a line that begins with # is passed over. */
final class ShellScript {
    private final Context outside;
    private final ShellBuiltins builtins;

    ShellScript(Context context) {
        outside = context;
        builtins = new ShellBuiltins(context);
    }

    /** Runs them, and gives the exit code of the last. */
    int run() throws IOException {
        try (BufferedReader in = outside.console().in()) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.stripLeading().startsWith("#")) {
                    continue;
                }
                String whole = whole(line, in);
                if (Words.of(whole).isOpen()) {
                    return new Failures(outside.console())
                            .tell(LabctlException.usage("a quote is not closed: " + whole, "close it"), 0);
                }
                List<String> words = OwnWord.withoutNeedless(Words.all(whole));
                if (OwnWord.isEnd(words)) {
                    return 0;
                }
                int exitCode = words.isEmpty() ? 0 : run(words);
                if (exitCode != 0) {
                    return exitCode;
                }
            }
            return 0;
        }
    }

    /** A line goes on in the next one as long as a quote is open. */
    private static String whole(String line, BufferedReader in) throws IOException {
        StringBuilder whole = new StringBuilder(line);
        while (Words.of(whole.toString()).isOpen()) {
            String next = in.readLine();
            if (next == null) {
                break;
            }
            whole.append('\n').append(next);
        }
        return whole.toString();
    }

    private int run(List<String> words) {
        OptionalInt exitCode = builtins.run(words);
        return exitCode.isPresent()
                ? exitCode.getAsInt()
                : new Labctl(builtins.context()).run(words.toArray(String[]::new));
    }
}
