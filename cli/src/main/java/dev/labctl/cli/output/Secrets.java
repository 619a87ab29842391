package dev.labctl.cli.output;

import org.jspecify.annotations.Nullable;

/** Asks somebody at a terminal for what is not shown while it is typed. */
public interface Secrets {
    /** What was typed; null when nobody wants to say it. */
    @Nullable
    String read(String prompt);
}
