package dev.labctl.cli.command.shared;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * labctl as it is installed.
 *
 * @param root the folder with {@code lib/} and {@code templates/} in it
 */
public record Distribution(Path root) {
    /** The folder above the jar that this class came from; {@code -Dlabctl.distribution} names another one. */
    public static Distribution current() {
        String given = System.getProperty("labctl.distribution");
        if (given != null) {
            return new Distribution(Path.of(given));
        }
        try {
            Path jar = Path.of(Distribution.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path root = jar.resolve("../..").normalize();
            return new Distribution(root);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class comes from somewhere", e);
        }
    }

    /** The version that was built. */
    public static String version() {
        try (InputStream version = Distribution.class.getResourceAsStream("/labctl.version")) {
            if (version == null) {
                throw new IllegalStateException("the build puts labctl.version beside the classes");
            }
            return new String(version.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A lab's template; {@code -Dlabctl.templates} names another folder of templates: that of a checkout. */
    public Path template(String slug) {
        String given = System.getProperty("labctl.templates");
        Path templates = given == null ? root.resolve("templates") : Path.of(given);
        return templates.resolve(slug).resolve("template.yaml");
    }

    /** The zip that the labs' functions run. */
    public Path code() {
        return root.resolve("lib").resolve("labctl-runtime.zip");
    }

    /** The local cloud's jars. */
    public Path localCloud() {
        return root.resolve("lib").resolve("localcloud");
    }
}
