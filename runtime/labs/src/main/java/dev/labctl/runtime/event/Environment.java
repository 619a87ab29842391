package dev.labctl.runtime.event;

import java.util.Optional;

/** The environment variables a program is configured with. */
public final class Environment {
    private Environment() {}

    /** The value of a variable; empty when it is not set or blank. */
    public static Optional<String> optional(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }

    /**
     * The value of a variable the template sets.
     *
     * @throws IllegalStateException when it is not set, naming it
     */
    public static String required(String name) {
        return optional(name)
                .orElseThrow(() -> new IllegalStateException("environment variable " + name + " is not set"));
    }
}
