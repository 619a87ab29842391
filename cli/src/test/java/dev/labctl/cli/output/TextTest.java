package dev.labctl.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines for people: where there is a terminal, they keep to its width. */
class TextTest {
    private static final String CLAIM = "a copy in parts that fails can be aborted, so that its parts do not stay";

    @Test
    void wordsGoOnIndentedWhereTheTerminalEnds() {
        assertThat(flowing(() -> new ScreenSize(40, 24), "pass  failed-copies  ", CLAIM))
                .containsExactly(
                        "pass  failed-copies  a copy in parts",
                        "      that fails can be aborted, so that",
                        "      its parts do not stay");
    }

    @Test
    void whereThereIsNoTerminalALineStaysWhole() {
        assertThat(flowing(null, "pass  failed-copies  ", CLAIM)).containsExactly("pass  failed-copies  " + CLAIM);
    }

    @Test
    void aBeginThatFillsTheLineStandsAlone() {
        assertThat(flowing(() -> new ScreenSize(20, 24), "pass  failed-copies-x  ", "to stay"))
                .containsExactly("pass  failed-copies-x", "      to stay");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 33, 80, 200})
    void nothingIsLostInAnyWidth(int columns) {
        String words = CLAIM + " arn:aws:s3:::a-bucket-with-a-name-that-is-longer-than-any-line/any-object";

        List<String> lines = flowing(() -> new ScreenSize(columns, 24), "", words);

        assertThat(String.join("", lines).replace(" ", "")).isEqualTo(words.replace(" ", ""));
        assertThat(lines).allMatch(line -> line.length() <= Math.max(columns, 20));
    }

    private static List<String> flowing(@Nullable Supplier<ScreenSize> screen, String begin, String words) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new Text(new PrintStream(bytes, true, StandardCharsets.UTF_8), false, screen)
                .flowing(begin, Text.Style.QUIET, words, 6);
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
