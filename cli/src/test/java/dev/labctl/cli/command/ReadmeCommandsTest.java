package dev.labctl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.Distribution;
import dev.labctl.cli.completion.Words;
import dev.labctl.cli.output.Console;
import dev.labctl.cli.readme.Readme;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the READMEs tell their readers to type is what labctl takes: its verbs, options, labs and values. */
class ReadmeCommandsTest {
    static List<String> commands() {
        return Readme.all().stream()
                .flatMap(readme -> readme.blocks().stream())
                .flatMap(block -> block.steps().stream())
                .map(step -> step.command().replaceFirst("^scripts/", "").replaceFirst("\\s+#.*", ""))
                .filter(command -> command.startsWith("labctl "))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandOfTheReadmesIsOne(String command) {
        assertThatCode(() -> parse(command)).as(command).doesNotThrowAnyException();
    }

    @Test
    void everyReadmeOfALabShowsHowToTryIt() {
        assertThat(commands()).hasSizeGreaterThan(40).anyMatch(command -> command.startsWith("labctl restore "));
    }

    @Test
    void aWrongCommandWouldBeSeen() {
        assertThatThrownBy(() -> parse("labctl deploy s4-replication")).hasMessageContaining("s4-replication");
        assertThatThrownBy(() -> parse("labctl verify todo-api --chek users-kept"))
                .hasMessageContaining("--chek");
    }

    private static void parse(String command) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Context context = new Context(
                new Console(nowhere, nowhere, new BufferedReader(Reader.nullReader())),
                Map.of(),
                Path.of("nowhere"),
                new Distribution(Path.of("..")),
                new ProcessInterrupts());
        CommandLine line = new Labctl(context).line(List.of(Verb.values()));
        List<String> words = Words.all(command);
        line.parseArgs(words.subList(1, words.size()).toArray(String[]::new));
    }
}
