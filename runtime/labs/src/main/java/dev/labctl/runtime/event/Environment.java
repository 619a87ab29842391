package dev.labctl.runtime.event;

import java.util.Map;
import java.util.Optional;

/** The environment variables a program is configured with. */
public final class Environment {
    private Environment() {}

    /** The value of a variable; empty when it is not set or blank. */
    public static Optional<String> optional(String name) {
        return optional(System.getenv(), name);
    }

    /** The same, of other variables than this process's. */
    public static Optional<String> optional(Map<String, String> variables, String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    /**
     * The value of a variable the template sets.
     *
     * @throws IllegalStateException when it is not set, naming it
     */
    public static String required(String name) {
        return required(System.getenv(), name);
    }

    /** The same, of other variables than this process's. */
    public static String required(Map<String, String> variables, String name) {
        return optional(variables, name)
                .orElseThrow(() -> new IllegalStateException("environment variable " + name + " is not set"));
    }
}
