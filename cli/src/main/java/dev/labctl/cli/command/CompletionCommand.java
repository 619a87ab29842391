package dev.labctl.cli.command;

import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.completion.Completer;
import dev.labctl.cli.completion.Completion;
import dev.labctl.cli.completion.Words;
import dev.labctl.cli.output.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "completion",
        description = {
            "Print what makes a shell complete labctl.",
            "",
            "bash, in ~/.bashrc:                    eval \"$$(labctl completion bash)\"",
            "zsh, in ~/.zshrc, after compinit:      eval \"$$(labctl completion zsh)\"",
            "fish, in ~/.config/fish/config.fish:   labctl completion fish | source"
        })
final class CompletionCommand implements Callable<Integer> {
    /** The shells there are scripts for. */
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    @Parameters(paramLabel = "bash|zsh|fish", description = "The shell.")
    private Shell shell;

    @Option(
            names = "--line",
            hidden = true,
            paramLabel = "LINE",
            description = "Print what can come next in this line instead: what the scripts ask.")
    private @Nullable String line;

    @Option(
            names = "--breaks",
            hidden = true,
            paramLabel = "CHARACTERS",
            description = "Where bash breaks a word: COMP_WORDBREAKS.")
    private String breaks = "";

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli itself acts on it
    private final OutputOptions.Help help = new OutputOptions.Help();

    private final Context context;

    CompletionCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        PrintStream out = context.console().out();
        if (line == null) {
            out.print(script());
        } else {
            answer(line, out);
        }
        out.flush();
        return 0;
    }

    private String script() throws IOException {
        String name = "/completion/labctl." + shell.name().toLowerCase(Locale.ROOT);
        try (InputStream script = Objects.requireNonNull(CompletionCommand.class.getResourceAsStream(name), name)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A line for each word that can come next: the word, a tabulator, what it is. */
    private void answer(String typed, PrintStream out) {
        Words words = Words.of(typed);
        List<String> after = words.whole().stream()
                .dropWhile(word -> !word.endsWith("labctl"))
                .skip(1)
                .toList();
        List<Verb> verbs =
                after.isEmpty() ? Arrays.asList(Verb.values()) : Verb.neededFor(after.toArray(String[]::new));
        int from = shell == Shell.BASH ? afterBreak(words.begun()) : 0;
        for (Completion each : completions(verbs, after, words.begun())) {
            out.println(each.value().substring(from) + "\t" + Text.oneLine(each.description()));
        }
    }

    private List<Completion> completions(List<Verb> verbs, List<String> after, String begun) {
        return new Completer(new Labctl(context).line(verbs), new LiveValues(context)).complete(after, begun);
    }

    /** Where the last part begins of what bash takes for several words. */
    private int afterBreak(String begun) {
        int at = begun.length();
        while (at > 0 && breaks.indexOf(begun.charAt(at - 1)) < 0) {
            at--;
        }
        return at;
    }
}
