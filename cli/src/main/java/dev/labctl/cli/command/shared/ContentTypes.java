package dev.labctl.cli.command.shared;

import java.net.URLConnection;
import java.util.Locale;
import java.util.Map;

/** What files hold, judged by their names. */
public final class ContentTypes {
    private static final String OCTETS = "application/octet-stream";
    private static final Map<String, String> TYPES = Map.of(
            "csv", "text/csv",
            "json", "application/json",
            "md", "text/markdown",
            "yaml", "application/yaml",
            "yml", "application/yaml",
            "txt", "text/plain",
            "log", "text/plain",
            "xml", "application/xml");

    private ContentTypes() {}

    /** The Content-Type of a file of this name. */
    public static String guessed(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String known = TYPES.get(ending);
        String fallback = URLConnection.guessContentTypeFromName(name);
        return known != null ? known : fallback == null ? OCTETS : fallback;
    }
}
