package dev.labctl.cli.command.shared;

import dev.labctl.cli.output.Console;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * All that a run takes from outside, handed to every command when it is made.
 *
 * @param environment the environment's variables
 * @param userHome the user's folder
 * @param distribution where labctl is installed
 * @param interrupts how what runs is ended before its end
 */
public record Context(
        Console console,
        Map<String, String> environment,
        Path userHome,
        Distribution distribution,
        Interrupts interrupts) {
    public Context {
        environment = Map.copyOf(environment);
    }

    /** The same, with a console and interrupts of its own. */
    public Context with(Console ownConsole, Interrupts ownInterrupts) {
        return new Context(ownConsole, environment, userHome, distribution, ownInterrupts);
    }

    /** The same, with those variables put over the environment's. */
    public Context with(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(variables);
        return new Context(console, all, userHome, distribution, interrupts);
    }

    /** The settings as they are now. */
    public Settings settings() {
        return Settings.load(environment, userHome);
    }
}
