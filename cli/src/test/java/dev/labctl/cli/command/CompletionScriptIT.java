package dev.labctl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.lab.CommandLineFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script of {@code labctl completion bash}, called as bash calls it. Without bash on the machine it is skipped. */
@Tag("long")
final class CompletionScriptIT {
    /** Where bash takes a word apart at {@code =}, {@code :} and {@code @}, the function completes the last part. */
    private static final String PRESS_TAB = """
            PATH=$1:$PATH
            eval "$(labctl completion bash)"
            COMP_LINE=$2 COMP_POINT=${#2}
            shift 2
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
            _labctl
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            labctl ver               | labctl ver                | verify
            labctl deploy s3-        | labctl deploy s3-         | s3-replication
            labctl verify --output=j | labctl verify --output = j | json
            labctl local sto         | labctl local sto          | stop
            """)
    void bashCompletesALine(String line, String words, String expected) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash on this machine");
        try (CommandLineFixture user = new CommandLineFixture()) {
            Path scripts = CommandLineFixture.launcher().resolveSibling("");
            ProcessBuilder bash = new ProcessBuilder(
                            "/bin/bash", "--norc", "-c", PRESS_TAB, "-", scripts.toString(), line)
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            bash.command().addAll(List.of(words.split(" ", -1)));
            user.setUp(bash.environment());

            Process process = bash.start();

            assertThat(process.getInputStream().readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(expected + "\n");
            assertThat(process.waitFor()).isZero();
        }
    }
}
