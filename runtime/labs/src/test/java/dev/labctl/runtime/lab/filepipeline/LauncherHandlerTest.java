package dev.labctl.runtime.lab.filepipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which minute an event is about. */
final class LauncherHandlerTest {
    private static Instant time(String event) throws IOException {
        return LauncherHandler.time(new ByteArrayInputStream(event.getBytes(UTF_8)));
    }

    @Test
    void aScheduledEventTellsItsTime() throws IOException {
        assertThat(time("""
                {"source": "aws.events", "detail-type": "Scheduled Event", "time": "2026-01-01T12:00:00Z"}""")).isEqualTo("2026-01-01T12:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "\"now\"", "{\"time\": 7}"})
    void anyOtherEventIsAboutNow(String event) throws IOException {
        Instant before = Instant.now();
        assertThat(time(event)).isBetween(before, Instant.now());
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        assertThatThrownBy(() -> time("{\"time\": \"soon\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the event's time is no time: 'soon'");
    }
}
