package dev.labctl.cli.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How blocks of commands are read, and when what is printed is what is shown. */
class ReadmeTest {
    @Test
    void aBlockHasItsCommandsWithWhatEachIsShownToPrint() {
        List<Readme.Block> blocks = Readme.blocks(List.of(
                "## Try it",
                "```console",
                "$ one --a \\",
                "    --b",
                "first",
                "...",
                "$ two",
                "```",
                "## Build",
                "```console",
                "mvn verify",
                "```"));

        assertThat(blocks)
                .containsExactly(
                        new Readme.Block(
                                "Try it",
                                List.of(
                                        new Readme.Step(3, "one --a \\\n    --b", List.of("first", "...")),
                                        new Readme.Step(7, "two", List.of()))),
                        new Readme.Block("Build", List.of(new Readme.Step(11, "mvn verify", List.of()))));
    }

    @ParameterizedTest
    @CsvSource({
        "7 of 7 checks passed in 2.1 s, 7 of 7 checks passed in 1m 02s",
        "put  18 B, put 18 B",
        "pass  a  what it says  3.1 s, pass  a  what it says",
        "668.4 kB, 670.6 kB",
        "version kd7bWpXFzz5R2akJyi8aLpHe2lqVxc9g, version kRqJkwCyVPDOZKzTiDgLZJEaiJMAslTu",
        "http://127.0.0.1:4566/q, http://127.0.0.1:31337/q",
        "request 7b7b32c5-756c-4085-bcc6-52859ba41f4c, request 00000000-756c-4085-bcc6-52859ba41f4d",
        "launched i-0f5aab72a462938f7, launched i-05c41d2039c4909b7",
        "a ... b, a b",
        "a ... b, a and b and b",
        "queue-..., queue-H0sYeXGC2wcw",
        "'{\"checksum\":\"...\",\"rows\":10}', '{\"checksum\":\"-55\",\"rows\":10}'"
    })
    void whatDiffersFromRunToRunMayDiffer(String shown, String printed) {
        assertThat(ShownOutput.matches(List.of(shown), printed)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "7 of 7 checks passed in 2.1 s, 6 of 7 checks passed in 2.1 s",
        "nothing is left, something is left",
        "a, a b",
        "a b, a",
        "a ... c, a b",
        "launched i-0f5aab72a462938f7, launched vpc-05c41d2039c4909b7",
        "pass  a  what it says  3.1 s, FAIL  a  what it says",
        "queue-..., topic-H0sYeXGC2wcw"
    })
    void anythingElseIsTold(String shown, String printed) {
        assertThat(ShownOutput.matches(List.of(shown), printed)).isFalse();
    }
}
