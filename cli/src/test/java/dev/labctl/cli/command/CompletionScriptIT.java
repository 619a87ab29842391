package dev.labctl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.lab.CommandLineFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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
        try (CommandLineFixture user = new CommandLineFixture()) {
            assertThat(pressTab(user, line, words)).isEqualTo(expected + "\n");
        }
    }

    @Test
    void keysAreThoseThatBeginSoHoweverManyThereAre() throws IOException, InterruptedException {
        try (CommandLineFixture user = new CommandLineFixture()) {
            user.labctl("deploy", "s3-replication");
            List<String> upload = new ArrayList<>(List.of("upload", "--lab", "s3-replication"));
            for (int i = 0; i < 210; i++) {
                upload.add(user.file("many-%03d".formatted(i), "x").toString());
            }
            upload.add(user.file("zebra", "x").toString());
            user.labctl(upload.toArray(String[]::new));

            assertThat(pressTab(user, "labctl trace z", "labctl trace z")).isEqualTo("zebra\n");
            assertThat(pressTab(user, "labctl trace many-20", "labctl trace many-20"))
                    .hasLineCount(10)
                    .contains("many-200", "many-209");
            assertThat(pressTab(
                            user,
                            "labctl trace s3://labctl-s3-replication-p",
                            "labctl trace s3 : //labctl-s3-replication-p"))
                    .isEqualTo("//labctl-s3-replication-primary-123456789012-us-east-1/\n");
        }
    }

    private static String pressTab(CommandLineFixture user, String line, String words)
            throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash on this machine");
        Path scripts = CommandLineFixture.launcher().resolveSibling("");
        ProcessBuilder bash = new ProcessBuilder("/bin/bash", "--norc", "-c", PRESS_TAB, "-", scripts.toString(), line)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        bash.command().addAll(List.of(words.split(" ", -1)));
        user.setUp(bash.environment());
        Process process = bash.start();
        String completed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return completed;
    }
}
