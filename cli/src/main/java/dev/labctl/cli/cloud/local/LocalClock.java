package dev.labctl.cli.cloud.local;

import dev.labctl.cli.cloud.MovableClock;
import java.time.Duration;
import java.time.Instant;

/** The clock of a local cloud. */
public record LocalClock(Admin admin) implements MovableClock {
    @Override
    public Instant now() {
        return Instant.parse(String.valueOf(admin.clock().get("now")));
    }

    @Override
    public void advance(Duration by) {
        admin.advance(by);
    }
}
