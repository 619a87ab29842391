package dev.labctl.localcloud.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.core.AwsError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class HashedStreamTest {
    private static final String HASH_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void reportsItsEndAsOftenAsItIsAsked() throws IOException {
        try (HashedStream stream = stream("abc")) {
            assertThat(stream.readAllBytes()).hasSize(3);
            assertThat(stream.read()).isEqualTo(-1);
            assertThat(stream.read()).isEqualTo(-1);
        }
    }

    @Test
    void failsEveryReadAtTheEndOfBytesThatWereNotSigned() throws IOException {
        try (HashedStream stream = stream("abd")) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(stream::readAllBytes).isInstanceOf(AwsError.class);
            }
        }
    }

    private static HashedStream stream(String text) {
        return new HashedStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), HASH_OF_ABC);
    }
}
