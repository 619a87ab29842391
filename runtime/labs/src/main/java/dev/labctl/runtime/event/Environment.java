package dev.labctl.runtime.event;

/** The environment variables a function is configured with. */
public final class Environment {
    private Environment() {}

    /**
     * The value of a variable the template sets.
     *
     * @throws IllegalStateException when it is not set, naming it
     */
    public static String required(String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException("environment variable " + name + " is not set");
        }
        return value;
    }
}
