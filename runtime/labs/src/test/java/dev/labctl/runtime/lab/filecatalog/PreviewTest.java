package dev.labctl.runtime.lab.filecatalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PreviewTest {
    @ParameterizedTest
    @CsvSource({
        "text/plain,true",
        "text/csv; charset=utf-8,true",
        "APPLICATION/JSON,true",
        "application/xml,true",
        "image/svg+xml,true",
        "application/octet-stream,false",
        "image/png,false"
    })
    void isOnlyMadeOfTexts(String contentType, boolean expected) {
        assertThat(Preview.appliesTo(contentType)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "€", "😀"})
    void leavesOutACharacterThatTheRangeCutOff(String character) {
        byte[] whole = ("ab" + character).getBytes(StandardCharsets.UTF_8);
        for (int length = 2; length < whole.length; length++) {
            assertThat(Preview.of(Arrays.copyOf(whole, length))).isEqualTo("ab");
        }
        assertThat(Preview.of(whole)).isEqualTo("ab" + character);
    }

    @Test
    void holdsFiveHundredCharactersWhateverTheirBytes() {
        String text = "😀".repeat(600);
        byte[] start = Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), Preview.MAX_BYTES);

        assertThat(Preview.of(start)).isEqualTo("😀".repeat(500));
        assertThat(Preview.of("x".repeat(2000).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("x".repeat(500));
    }

    @Test
    void replacesWhatIsNotUtf8() {
        assertThat(Preview.of(new byte[] {'a', (byte) 0xff, 'b'})).isEqualTo("a\uFFFDb");
    }
}
