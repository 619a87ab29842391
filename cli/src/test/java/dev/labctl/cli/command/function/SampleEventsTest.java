package dev.labctl.cli.command.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.cli.command.shared.Distribution;
import dev.labctl.cli.error.LabctlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SampleEventsTest {
    @Test
    void everyPlaceholderBecomesTheOutputOfThatName() {
        assertThat(SampleEvents.filledIn("[\"${A}\", \"${B2}\", \"$x\"]", Map.of("A", "one$1", "B2", "two")))
                .isEqualTo("[\"one$1\", \"two\", \"$x\"]");
    }

    @Test
    void anOutputThatTheStackDoesNotHaveIsNamed() {
        assertThatThrownBy(() -> SampleEvents.filledIn("\"${Missing}\"", Map.of("A", "one")))
                .isInstanceOf(LabctlException.class)
                .hasMessageContaining("Missing");
    }

    @Test
    void anUnknownEventIsRefused(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("object-created.json"), "{}");
        SampleEvents events = new SampleEvents(folder);
        assertThat(events.text("object-created")).isEqualTo("{}");
        assertThatThrownBy(() -> events.text("../object-created"))
                .isInstanceOf(LabctlException.class)
                .hasMessageContaining("'../object-created'");
    }

    @Test
    void onlyLabsHaveSampleEvents() {
        assertThatThrownBy(() -> SampleEvents.of("some-function", new Distribution(Path.of(".."))))
                .isInstanceOf(LabctlException.class)
                .hasMessageContaining("some-function");
    }
}
