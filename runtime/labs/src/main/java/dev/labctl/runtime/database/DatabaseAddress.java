package dev.labctl.runtime.database;

import dev.labctl.runtime.event.Environment;

/**
 * A database and who may tell how to log in.
 *
 * @param name the database's name
 * @param secretArn the Secrets Manager secret {@code {"username","password"}}
 */
public record DatabaseAddress(String host, int port, String name, String secretArn) {
    /**
     * The address in {@code <prefix>_HOST}, {@code _PORT}, {@code _NAME} and {@code _SECRET_ARN}.
     *
     * @throws IllegalStateException when one is missing or the port is none
     */
    public static DatabaseAddress fromEnvironment(String prefix) {
        return new DatabaseAddress(
                Environment.required(prefix + "_HOST"),
                port(prefix + "_PORT"),
                Environment.required(prefix + "_NAME"),
                Environment.required(prefix + "_SECRET_ARN"));
    }

    /**
     * The port in an environment variable.
     *
     * @throws IllegalStateException when it is missing or no port
     */
    public static int port(String variable) {
        String port = Environment.required(variable);
        if (!port.matches("\\d{1,5}")) {
            throw new IllegalStateException("environment variable %s is no port: %s".formatted(variable, port));
        }
        return Integer.parseInt(port);
    }

    /** {@code host:port/name}, as errors show it. */
    @Override
    public String toString() {
        return "%s:%d/%s".formatted(host, port, name);
    }
}
