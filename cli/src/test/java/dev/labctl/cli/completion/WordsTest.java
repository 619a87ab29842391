package dev.labctl.cli.completion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    @Test
    void quotesAndBackslashesMeanWhatTheyMeanInAShell() {
        String line = "api POST '/users?a=b c' --data \"{\\\"a\\\": \\$1, '\\n'}\" x\\ y '' ";

        assertThat(Words.all(line))
                .containsExactly("api", "POST", "/users?a=b c", "--data", "{\"a\": $1, '\\n'}", "x y", "");
    }

    @Test
    void theLastWordIsBegunUnlessABlankFollows() {
        assertThat(Words.of("verify s3"))
                .extracting(Words::whole, Words::begun, Words::begunAt)
                .containsExactly(List.of("verify"), "s3", 7);
        assertThat(Words.of("verify "))
                .extracting(Words::whole, Words::begun, Words::begunAt)
                .containsExactly(List.of("verify"), "", 7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a 'b", "a \"b", "a b\\"})
    void aLineGoesOnWhenAQuoteIsOpen(String line) {
        assertThat(Words.of(line).isOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "two words", "it's", "a\"b", "", "\\", "$x", "ü"})
    void aQuotedWordIsReadAsItWas(String word) {
        String line = Words.quoted(word);

        assertThat(Words.all(line)).containsExactly(word);
    }
}
