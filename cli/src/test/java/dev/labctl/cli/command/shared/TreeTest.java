package dev.labctl.cli.command.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.command.Shown;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** JSON as an outline. */
class TreeTest {
    @Test
    void whatIsEmptyIsSaidToBeNone() {
        assertThat(Shown.text(new Tree(Map.of("faults", Map.of())))).isEqualTo("faults: none%n".formatted());
    }
}
