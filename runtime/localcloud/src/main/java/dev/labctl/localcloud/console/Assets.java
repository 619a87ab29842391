package dev.labctl.localcloud.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** The files the pages are made of, each by its name: no other can be asked for. */
final class Assets {
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final Map<String, String> TYPES = Map.of(
            "index.html", "text/html; charset=utf-8",
            "page.css", "text/css; charset=utf-8",
            "icon.svg", "image/svg+xml",
            "main.js", SCRIPT,
            "dom.js", SCRIPT,
            "graph.js", SCRIPT,
            "lists.js", SCRIPT,
            "details.js", SCRIPT);

    private Assets() {}

    /** A file as it is sent. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Asset(String contentType, byte[] bytes) {}

    /** The file of that name; the index for none. */
    static Optional<Asset> find(String name) {
        String file = name.isEmpty() ? "index.html" : name;
        String type = TYPES.get(file);
        return type == null ? Optional.empty() : Optional.of(new Asset(type, read(file)));
    }

    private static byte[] read(String file) {
        try (InputStream bytes = Assets.class.getResourceAsStream(file)) {
            if (bytes == null) {
                throw new IllegalStateException("the build puts " + file + " beside the classes");
            }
            return bytes.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
