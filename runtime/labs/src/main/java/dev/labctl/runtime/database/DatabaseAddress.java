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
        String port = Environment.required(prefix + "_PORT");
        if (!port.matches("\\d{1,5}")) {
            throw new IllegalStateException("environment variable %s_PORT is no port: %s".formatted(prefix, port));
        }
        return new DatabaseAddress(
                Environment.required(prefix + "_HOST"),
                Integer.parseInt(port),
                Environment.required(prefix + "_NAME"),
                Environment.required(prefix + "_SECRET_ARN"));
    }

    /** {@code host:port/name}, as errors show it. */
    @Override
    public String toString() {
        return "%s:%d/%s".formatted(host, port, name);
    }
}
