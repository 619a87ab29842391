package dev.labctl.cli.command.shared;

import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import dev.labctl.cli.stack.StackNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the user has set besides flags: the environment first, then {@code $LABCTL_HOME/config}, then the defaults. A
 * config file has lines {@code name = value}; {@code #} begins a comment.
 */
public final class Settings {
    /** What Java gives as the home of a user that the system does not know. */
    private static final String JAVAS_NOWHERE = "?";

    /** A setting's names and what holds without it. */
    public enum Name {
        TARGET("target", "local", "LABCTL_TARGET"),
        REGION("region", "", "LABCTL_REGION", "AWS_REGION", "AWS_DEFAULT_REGION"),
        PROFILE("profile", "", "LABCTL_PROFILE", "AWS_PROFILE"),
        ENDPOINT_URL("endpoint-url", "", "LABCTL_ENDPOINT_URL", "AWS_ENDPOINT_URL"),
        STACK_PREFIX("stack-prefix", StackNames.DEFAULT_PREFIX, "LABCTL_STACK_PREFIX"),
        LOCAL_PORT("local-port", "4566", "LABCTL_LOCAL_PORT");

        private final String key;
        private final String fallback;

        @SuppressWarnings("ImmutableEnumChecker") // List.of makes no other
        private final List<String> variables;

        Name(String key, String fallback, String... variables) {
            this.key = key;
            this.fallback = fallback;
            this.variables = List.of(variables);
        }

        public String key() {
            return key;
        }

        /** The environment's variable that is asked first. */
        String variable() {
            return variables.get(0);
        }
    }

    /**
     * A value and where it comes from.
     *
     * @param value empty when nothing is set and there is no default
     */
    public record Setting(String value, String origin) {
        boolean isSet() {
            return !value.isEmpty();
        }
    }

    private final Path home;
    private final String homeOrigin;
    private final Map<String, String> environment;
    private final Map<String, String> file;

    private Settings(Path home, String homeOrigin, Map<String, String> environment, Map<String, String> file) {
        this.home = home;
        this.homeOrigin = homeOrigin;
        this.environment = environment;
        this.file = file;
    }

    /**
     * Reads the settings.
     *
     * @throws LabctlException exit code 2, when the config file has a line that is no setting, or when nothing says where
     *     the user's folder is
     */
    static Settings load(Map<String, String> environment, Path userHome) {
        String given = environment.getOrDefault("LABCTL_HOME", "");
        if (given.isEmpty() && userHome.toString().equals(JAVAS_NOWHERE)) {
            throw LabctlException.usage(
                    "this user has no home folder to keep labctl's state in",
                    "set LABCTL_HOME to a folder that you may write to");
        }
        Path home = (given.isEmpty() ? userHome.resolve(".labctl") : Path.of(given)).toAbsolutePath();
        return new Settings(
                home,
                given.isEmpty() ? "default" : "environment LABCTL_HOME",
                environment,
                read(home.resolve("config")));
    }

    /** Where labctl keeps its state and the config file. */
    public Path home() {
        return home;
    }

    /** Where the home's path comes from. */
    public String homeOrigin() {
        return homeOrigin;
    }

    /** The config file, which need not exist. */
    public Path configFile() {
        return home.resolve("config");
    }

    /** A setting's value: the flag's, or else the first that is set. */
    Setting get(Name name, @Nullable String flag) {
        if (flag != null) {
            return new Setting(flag, "flag --" + name.key);
        }
        Optional<Setting> variable = name.variables.stream()
                .filter(each -> !environment.getOrDefault(each, "").isEmpty())
                .findFirst()
                .map(each -> new Setting(environment.getOrDefault(each, ""), "environment " + each));
        if (variable.isPresent()) {
            return variable.get();
        }
        String configured = file.get(name.key);
        return configured == null
                ? new Setting(name.fallback, name.fallback.isEmpty() ? "not set" : "default")
                : new Setting(configured, "config file " + configFile());
    }

    private static Map<String, String> read(Path config) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> lines;
        try {
            lines = Files.readAllLines(config, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return values;
        } catch (IOException e) {
            boolean isInFolder = Files.isDirectory(Objects.requireNonNull(config.getParent()));
            throw LabctlException.usage(
                    "cannot read " + config + ": " + Reason.of(e),
                    (isInFolder ? "make it readable, or " : "") + "set LABCTL_HOME to a folder of yours");
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            String key = equals < 0 ? line : line.substring(0, equals).strip();
            if (equals < 0 || !known(key)) {
                throw LabctlException.usage(
                        "%s:%d: '%s' is no setting".formatted(config, i + 1, key),
                        "write name = value, with one of: "
                                + String.join(
                                        ", ",
                                        List.of(Name.values()).stream()
                                                .map(Name::key)
                                                .toList()));
            }
            values.put(key, line.substring(equals + 1).strip());
        }
        return values;
    }

    private static boolean known(String key) {
        return List.of(Name.values()).stream().anyMatch(name -> name.key.equals(key));
    }
}
