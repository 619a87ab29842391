package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.postgres.PostgresBinaries;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.rds.model.ApplyMethod;
import software.amazon.awssdk.services.rds.model.Parameter;

/**
 * The parameters of each family: those that the server itself describes, and RDS's own that have an effect here.
 *
 * <p>What the cloud sets itself (addresses, files, TLS) nobody else can modify.
 */
final class Catalog {
    static final String FORCE_SSL = "rds.force_ssl";
    static final String LOGICAL_REPLICATION = "rds.logical_replication";

    private static final int FIRST_WITH_FORCED_TLS = 15;
    private static final int MIN_FIELDS = 7;
    private static final Set<String> OURS = Set.of(
            "cluster_name",
            "config_file",
            "data_directory",
            "event_source",
            "external_pid_file",
            "fsync",
            "full_page_writes",
            "hba_file",
            "ident_file",
            "listen_addresses",
            "log_destination",
            "log_directory",
            "log_filename",
            "logging_collector",
            "port",
            "ssl",
            "ssl_ca_file",
            "ssl_cert_file",
            "ssl_key_file",
            "ssl_passphrase_command",
            "unix_socket_directories",
            "unix_socket_group",
            "unix_socket_permissions",
            "wal_level");
    private static final Pattern OF_MEMORY = Pattern.compile("\\{DBInstanceClassMemory/(\\d+)\\}");

    private final PostgresBinaries binaries;
    private final Map<Integer, Map<String, Parameter>> families = new ConcurrentHashMap<>();

    Catalog(PostgresBinaries binaries) {
        this.binaries = binaries;
    }

    /** The parameters of a major version with their defaults, by name. */
    Map<String, Parameter> of(int major) {
        return families.computeIfAbsent(major, this::read);
    }

    private Map<String, Parameter> read(int major) {
        Map<String, Parameter> all = new TreeMap<>();
        for (String line : binaries.of(major).describeConfig()) {
            String[] fields = line.split("\t", -1);
            if (fields.length > MIN_FIELDS) {
                all.put(fields[0], described(fields));
            }
        }
        all.put(FORCE_SSL, own(FORCE_SSL, major >= FIRST_WITH_FORCED_TLS, "dynamic", "Force SSL connections."));
        all.put(LOGICAL_REPLICATION, own(LOGICAL_REPLICATION, false, "static", "Enables logical decoding."));
        return all;
    }

    /** Name, context, group, type, default, least, most, description. */
    private static Parameter described(String[] fields) {
        boolean isBoolean = fields[3].equals("BOOLEAN");
        String value = isBoolean ? (fields[4].equals("TRUE") ? "1" : "0") : fields[4];
        boolean isStatic = fields[1].equals("postmaster");
        return Parameter.builder()
                .parameterName(fields[0])
                .parameterValue(value.isEmpty() ? null : value)
                .description(fields[MIN_FIELDS])
                .source("engine-default")
                .applyType(isStatic ? "static" : "dynamic")
                .dataType(
                        switch (fields[3]) {
                            case "BOOLEAN" -> "boolean";
                            case "INTEGER" -> "integer";
                            case "REAL" -> "float";
                            default -> "string";
                        })
                .allowedValues(isBoolean ? "0,1" : fields[5].isEmpty() ? null : fields[5] + "-" + fields[6])
                .isModifiable(!fields[1].equals("internal") && !OURS.contains(fields[0]))
                .applyMethod(ApplyMethod.PENDING_REBOOT)
                .build();
    }

    private static Parameter own(String name, boolean isOn, String applyType, String description) {
        return Parameter.builder()
                .parameterName(name)
                .parameterValue(isOn ? "1" : "0")
                .description(description)
                .source("system")
                .applyType(applyType)
                .dataType("boolean")
                .allowedValues("0,1")
                .isModifiable(true)
                .applyMethod(ApplyMethod.PENDING_REBOOT)
                .build();
    }

    /** @throws dev.labctl.localcloud.core.AwsError when the server does not take the value */
    void requireValue(int major, Parameter parameter, String value) {
        String name = parameter.parameterName();
        String plain = evaluate(value, GIBIBYTE);
        boolean isRefused = name.startsWith("rds.")
                ? !List.of("0", "1").contains(plain)
                : !binaries.of(major).refusal(name, plain).isEmpty();
        if (isRefused) {
            throw RdsErrors.invalidValue("Invalid parameter value: " + value + " for: " + name
                    + (parameter.allowedValues() == null ? "" : " allowed values are: " + parameter.allowedValues()));
        }
    }

    static final long GIBIBYTE = 1L << 30;

    /** The value with a formula over the instance's memory worked out. */
    static String evaluate(String value, long memory) {
        Matcher formula = OF_MEMORY.matcher(value);
        return formula.matches() ? String.valueOf(memory / Long.parseLong(formula.group(1))) : value;
    }
}
