package dev.labctl.localcloud.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of tables that were written before must be found, so numbers look as {@code %d} and {@code %x} wrote them. */
final class RowNumbersTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 255, 256, 1_795_000_000L, Long.MAX_VALUE})
    void numbersLookAsTheFormatterWritesThem(long number) {
        assertThat(RowNumbers.decimal(number, 19)).isEqualTo("%019d".formatted(number));
        assertThat(RowNumbers.hex(number, 16)).isEqualTo("%016x".formatted(number));
    }

    @Test
    void numbersOfMoreDigitsThanAskedForKeepThem() {
        assertThat(RowNumbers.decimal(12_345, 4)).isEqualTo("12345");
        assertThat(RowNumbers.hex(0x12345, 4)).isEqualTo("12345");
    }
}
