package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.postgres.PostgresServer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.Parameter;

/** Brings an instance's parameter group to its server. */
final class Settings {
    /** Gibibytes of memory by the size of the class, as the burstable classes have it. */
    private static final Map<String, Integer> MEMORY =
            Map.of("micro", 1, "small", 2, "medium", 4, "large", 8, "xlarge", 16, "2xlarge", 32, "4xlarge", 64);

    private final RdsTables tables;
    private final Catalog catalog;

    Settings(RdsTables tables, Catalog catalog) {
        this.tables = tables;
        this.catalog = catalog;
    }

    /** Writes the server's files; what needs no restart is in effect after a reload. */
    void apply(PostgresServer server, DBInstance instance) {
        String region = RdsTables.region(instance.dbInstanceArn());
        Map<String, String> changed = new LinkedHashMap<>();
        instance.dbParameterGroups().forEach(group -> tables.parameters
                .prefix(RdsTables.key(region, group.dbParameterGroupName()) + "|")
                .map(Map.Entry::getValue)
                .forEach(parameter -> changed.put(parameter.parameterName(), parameter.parameterValue())));
        String forced = changed.remove(Catalog.FORCE_SSL);
        Parameter byDefault = Objects.requireNonNull(
                catalog.of(Engine.major(instance.engineVersion())).get(Catalog.FORCE_SSL));
        String size =
                instance.dbInstanceClass().substring(instance.dbInstanceClass().lastIndexOf('.') + 1);
        long memory = MEMORY.getOrDefault(size, 1) * Catalog.GIBIBYTE;
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(Catalog.FORCE_SSL, forced == null ? byDefault.parameterValue() : forced);
        changed.forEach((name, value) -> settings.put(name, Catalog.evaluate(value, memory)));
        if ("1".equals(changed.get(Catalog.LOGICAL_REPLICATION))) {
            settings.put("wal_level", "logical");
        }
        server.configure(settings, "1".equals(settings.get(Catalog.FORCE_SSL)));
    }
}
