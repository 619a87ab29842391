package dev.labctl.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "68528, 68.5 kB",
        "999949, 999.9 kB",
        "999950, 1.0 MB",
        "1346977, 1.3 MB",
        "5000000000000, 5.0 TB",
        "9223372036854775807, 9.2 EB"
    })
    void sizesAreReadInThreeDigitsOrSo(long bytes, String expected) {
        assertThat(Sizes.readable(bytes)).isEqualTo(expected);
    }

    @Test
    void estimatesAreInWholeSecondsAndNeverNothing() {
        assertThat(Durations.roughly(Duration.ofMillis(3))).isEqualTo("1 s");
        assertThat(Durations.roughly(Duration.ofMillis(14_499))).isEqualTo("14 s");
        assertThat(Durations.roughly(Duration.ofMillis(59_700))).isEqualTo("1m 00s");
    }
}
