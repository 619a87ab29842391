package dev.labctl.cli.command;

import dev.labctl.cli.output.Console;
import java.nio.file.Path;
import java.util.Map;

/**
 * All that a run takes from outside, handed to every command when it is made.
 *
 * @param environment the environment's variables
 * @param userHome the user's folder
 * @param distribution where labctl is installed
 */
record Context(Console console, Map<String, String> environment, Path userHome, Distribution distribution) {
    Context {
        environment = Map.copyOf(environment);
    }

    /** The settings as they are now. */
    Settings settings() {
        return Settings.load(environment, userHome);
    }
}
