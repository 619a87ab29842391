package dev.labctl.cli.command.backup;

import dev.labctl.cli.archive.restore.RestoreTarget;
import dev.labctl.cli.error.LabctlException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL database as users name it: {@code postgresql://user@host:5432/database?sslmode=require}, as libpq takes it,
 * or with {@code jdbc:} before it.
 *
 * @param shown the address without user and password
 * @param jdbc what the driver takes
 * @param properties user, password and the parameters of the URL
 */
public record DatabaseUrl(String shown, String jdbc, Properties properties) {
    private static final int PORT = 5432;
    private static final int LAST_PORT = 65_535;
    private static final String EXAMPLE = "postgresql://user@host:5432/database, and the password in PGPASSWORD";
    private static final String MAINTENANCE = "/postgres";

    /**
     * Reads a URL.
     *
     * @param option whose value it is
     * @param environment for {@code PGPASSWORD}, when the URL has no password
     * @throws LabctlException exit code 2, with an example, when it is none; the text never contains the password
     */
    public static DatabaseUrl of(String url, String option, Map<String, String> environment) {
        return of(url, "", option + " " + EXAMPLE, environment);
    }

    /** Reads the URL of a server: the same, but a database need not be named. */
    static DatabaseUrl server(String url, String option, Map<String, String> environment) {
        return of(url, MAINTENANCE, option + " " + EXAMPLE, environment);
    }

    private static DatabaseUrl of(String url, String defaultPath, String example, Map<String, String> environment) {
        URI address;
        try {
            address = new URI(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
        } catch (URISyntaxException e) {
            throw LabctlException.usage("the database's address is no URL: " + e.getReason(), example);
        }
        boolean isPostgres = "postgresql".equals(address.getScheme()) || "postgres".equals(address.getScheme());
        boolean isNamed = address.getPath() != null && address.getPath().length() > 1;
        String path = isNamed ? address.getPath() : defaultPath;
        if (!isPostgres || address.getHost() == null || path.isEmpty()) {
            throw LabctlException.usage("the database's address lacks postgresql://, a host or a database", example);
        }
        if (path.indexOf('/', 1) > 0) {
            throw LabctlException.usage(
                    "the database's address has a / after the database or in its name: " + path.substring(1),
                    example + ", with %2F for a / in the name");
        }
        if (address.getPort() > LAST_PORT) {
            throw LabctlException.usage("there is no port " + address.getPort(), example);
        }
        Properties properties = new Properties();
        parameters(address.getRawQuery(), properties);
        credentials(address.getRawUserInfo(), properties);
        String password = environment.get("PGPASSWORD");
        if (password != null) {
            properties.putIfAbsent("password", password);
        }
        int port = address.getPort() < 0 ? PORT : address.getPort();
        String shown = "%s:%d%s".formatted(address.getHost(), port, path);
        return new DatabaseUrl(
                shown,
                "jdbc:postgresql://%s:%d%s"
                        .formatted(address.getHost(), port, isNamed ? address.getRawPath() : defaultPath),
                properties);
    }

    public RestoreTarget target() {
        return new RestoreTarget(jdbc, properties);
    }

    private static void parameters(@Nullable String query, Properties properties) {
        if (query == null) {
            return;
        }
        Arrays.stream(query.split("&", -1)).filter(each -> !each.isEmpty()).forEach(each -> {
            int equals = each.indexOf('=');
            if (equals < 1) {
                throw LabctlException.usage(
                        "the database's address has a parameter without a value: " + each, "?sslmode=require");
            }
            properties.setProperty(decoded(each.substring(0, equals)), decoded(each.substring(equals + 1)));
        });
    }

    private static void credentials(@Nullable String userInfo, Properties properties) {
        if (userInfo == null) {
            return;
        }
        int colon = userInfo.indexOf(':');
        properties.setProperty("user", decoded(colon < 0 ? userInfo : userInfo.substring(0, colon)));
        if (colon >= 0) {
            properties.setProperty("password", decoded(userInfo.substring(colon + 1)));
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
