package dev.labctl.cli.command.local;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The user's browser, by the program that each system has for it. {@code java.awt.Desktop} is not in every JRE. */
final class Browser {
    private final Map<String, String> environment;
    private final String system;

    /** The browser of whoever has this environment. */
    Browser(Map<String, String> environment) {
        this(environment, System.getProperty("os.name", ""));
    }

    Browser(Map<String, String> environment, String system) {
        this.environment = Map.copyOf(environment);
        this.system = system.toLowerCase(Locale.ROOT);
    }

    /** Has it open a URL, and does not wait for it; false when there is none. */
    boolean open(String url) {
        Optional<List<String>> opener = opener();
        if (opener.isEmpty()) {
            return false;
        }
        List<String> command = new ArrayList<>(opener.get());
        command.add(url);
        try {
            // The browser may outlive labctl, and must not write over its output.
            new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .getOutputStream()
                    .close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Optional<List<String>> opener() {
        if (system.startsWith("windows")) {
            return Optional.of(List.of("rundll32", "url.dll,FileProtocolHandler"));
        }
        if (system.startsWith("mac")) {
            return found("open");
        }
        // Without a display xdg-open starts a browser for the terminal, on which labctl is writing.
        boolean hasDisplay = environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
        return hasDisplay ? found("xdg-open") : Optional.empty();
    }

    private Optional<List<String>> found(String program) {
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            File file = new File(folder, program);
            if (file.isAbsolute() && file.canExecute()) {
                return Optional.of(List.of(file.getPath()));
            }
        }
        return Optional.empty();
    }
}
