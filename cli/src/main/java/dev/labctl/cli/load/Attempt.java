package dev.labctl.cli.load;

import java.io.IOException;

/** Sends a request once, and waits for what comes back. */
@FunctionalInterface
public interface Attempt {
    /**
     * Sends it.
     *
     * @throws IOException when there is no answer
     */
    Answer send() throws IOException;
}
