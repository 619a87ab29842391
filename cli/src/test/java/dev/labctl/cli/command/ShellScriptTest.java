package dev.labctl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.Distribution;
import dev.labctl.cli.output.Console;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of stdin as {@code labctl shell} takes them off a terminal. */
class ShellScriptTest {
    @TempDir
    private Path home;

    private Run shell(String lines) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new BufferedReader(new StringReader(lines)));
        Context context = new Context(
                console,
                Map.of("LABCTL_HOME", home.toString()),
                home,
                new Distribution(Path.of("..")),
                new ProcessInterrupts());
        int exitCode = new Labctl(context).run("shell");
        return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void itKnowsTheWordsOfASession() {
        Run run = shell("""
                # it's a comment

                labctl config -o json
                use --region eu-west-3
                config
                help use
                exit
                nonsense
                """);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("\"target\" : {", "eu-west-3", "Usage: use");
    }

    @Test
    void itEndsAtTheFirstLineThatFails() {
        Run run = shell("nonsense\nlabs\n");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("labctl has no verb 'nonsense'");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aSessionInASessionIsRefused() {
        assertThat(shell("shell\n").err()).contains("a session runs already", "labctl shell --help");
        assertThat(shell("todo\n").exitCode()).isEqualTo(2);
    }

    @Test
    void aQuoteMayCloseOnALaterLineButHasTo() {
        assertThat(shell("catalog 'a\nb'\n").err()).contains("one word too many");
        Run open = shell("labs \"s3\nlabs\n");
        assertThat(open.exitCode()).isEqualTo(2);
        assertThat(open.err()).contains("a quote is not closed");
        assertThat(open.out()).isEmpty();
    }
}
