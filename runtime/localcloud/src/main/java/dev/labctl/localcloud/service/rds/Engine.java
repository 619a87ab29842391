package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.postgres.PostgresBinaries;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The one engine, PostgreSQL, in the versions that this cloud has. */
final class Engine {
    static final String NAME = "postgres";
    private static final int DEFAULT_MAJOR = 17;
    private static final Pattern VERSION = Pattern.compile("(\\d+)(?:\\.(\\d+))?");
    private static final Set<String> OTHERS = Set.of(
            "aurora-mysql",
            "aurora-postgresql",
            "custom-oracle-ee",
            "custom-sqlserver-ee",
            "db2-ae",
            "db2-se",
            "mariadb",
            "mysql",
            "oracle-ee",
            "oracle-ee-cdb",
            "oracle-se2",
            "oracle-se2-cdb",
            "sqlserver-ee",
            "sqlserver-se",
            "sqlserver-ex",
            "sqlserver-web");

    private final PostgresBinaries binaries;

    Engine(PostgresBinaries binaries) {
        this.binaries = binaries;
    }

    List<String> versions() {
        return binaries.versions();
    }

    static void require(@Nullable String engine) {
        if (engine == null) {
            throw RdsErrors.missing("Engine");
        }
        if (OTHERS.contains(engine)) {
            throw RdsErrors.notHere("the engine " + engine + ", only " + NAME);
        }
        if (!engine.equals(NAME)) {
            throw RdsErrors.invalidValue("Invalid DB engine");
        }
    }

    /**
     * The version that runs for the one asked for: the newest minor version of its major one, as after a minor upgrade.
     *
     * @param asked {@code 17}, {@code 17.4}, or null for the default
     */
    String resolve(@Nullable String asked) {
        String text = asked == null ? String.valueOf(DEFAULT_MAJOR) : asked;
        Matcher version = VERSION.matcher(text);
        if (version.matches()) {
            for (String one : versions()) {
                boolean isMajor = major(one) == Integer.parseInt(version.group(1));
                if (isMajor && (version.group(2) == null || Integer.parseInt(version.group(2)) <= minor(one))) {
                    return one;
                }
            }
        }
        throw RdsErrors.invalidCombination("Cannot find version " + text + " for " + NAME);
    }

    static int major(String version) {
        return Integer.parseInt(version.substring(0, version.indexOf('.')));
    }

    private static int minor(String version) {
        return Integer.parseInt(version.substring(version.indexOf('.') + 1));
    }

    static String family(String version) {
        return NAME + major(version);
    }

    static String defaultGroup(String version) {
        return "default." + family(version);
    }
}
