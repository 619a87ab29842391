package dev.labctl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.lab.Labs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code labctl completion} answers to shells when no cloud runs. */
class CompletionTest {
    @TempDir
    private Path directory;

    private List<String> completed(String line) {
        return answered("fish", line).stream()
                .map(each -> each.substring(0, each.indexOf('\t')))
                .toList();
    }

    private List<String> answered(String shell, String line) {
        Run run = Run.labctl(directory, Map.of(), "completion", shell, "--line", line, "--breaks", " \t\n\"'@><=;|&(:");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        return run.out().lines().toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            labctl dep                                    | deploy
            /opt/bin/labctl dep                           | deploy
            LABCTL_TARGET=aws labctl dep                  | deploy
            labctl deploy s3                              | s3-replication
            labctl deploy s3-replication fil              | file-pipeline file-catalog
            labctl deploy file-catalog file-c             |
            labctl verify -o                              |
            labctl verify --out                           | --output
            labctl verify --output=j                      | --output=json
            labctl verify -o j                            | json
            labctl verify todo-api --check users-v        | users-validated
            labctl verify --check users-v                 |
            labctl verify todo-api --report ju            | junit=
            labctl smoke --labs s3-replication,file-c     | s3-replication,file-catalog
            labctl local st                               | start stop status
            labctl local chaos o                          | off
            labctl local env --shell f                    | fish
            labctl items --status pe                      | pending
            labctl todo users l                           | list login
            labctl todo add x y --priority u              | urgent
            labctl backup ver                             | verify
            labctl deploy --region eu-central-            | eu-central-1 eu-central-2
            labctl break todo-api --scenario half     | half-served
            labctl invoke file-catalog --event o          | object-created
            labctl instance logs i-                       |
            """)
    void aLineGoesOnWith(String line, String expected) {
        List<String> words = expected == null ? List.of() : List.of(expected.split(" ", -1));

        assertThat(completed(line)).containsExactlyInAnyOrderElementsOf(words);
    }

    @Test
    void verbsAndLabsAreOfferedWithWhatTheyAre() {
        assertThat(answered("zsh", "labctl "))
                .contains("verify\tProve that a deployed lab does what its README claims.");
        assertThat(answered("zsh", "labctl destroy "))
                .hasSameSizeAs(Labs.all())
                .allMatch(line -> line.indexOf('\t') < line.length() - 1);
    }

    @Test
    void anOptionThatWasGivenIsNotOfferedAgain() {
        assertThat(completed("labctl verify s3-replication --fail-fast --"))
                .contains("--check")
                .doesNotContain("--fail-fast");
    }

    @Test
    void filesAreCompletedFolderByFolder() throws IOException {
        Files.createDirectories(directory.resolve("some folder"));
        Files.writeString(directory.resolve("some folder/a file.csv"), "");
        String begun = directory + "/some";

        assertThat(completed("labctl seed inventory --from " + begun)).containsExactly(begun + " folder/");
        assertThat(completed("labctl seed inventory --from '" + begun + " folder/a"))
                .containsExactly(begun + " folder/a file.csv");
        assertThat(completed("labctl api POST /users --data @" + begun)).containsExactly("@" + begun + " folder/");
        assertThat(completed("labctl upload /nowhere/at/all/")).isEmpty();
    }

    @Test
    void bashIsGivenWhatFollowsItsLastWordBreak() {
        assertThat(answered("bash", "labctl verify --output=j")).containsExactly("json\t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void theScriptSaysHowItIsUsed(String shell) {
        assertThat(Run.labctl(directory, Map.of(), "completion", shell).out()).contains("labctl completion " + shell);
    }
}
