package dev.labctl.cli.cloud;

import java.time.Duration;
import java.time.Instant;

/** A clock that can be moved forward: the local cloud's. */
public interface MovableClock {
    /** What it shows. */
    Instant now();

    /** Moves it forward, which runs what falls due. */
    void advance(Duration by);
}
