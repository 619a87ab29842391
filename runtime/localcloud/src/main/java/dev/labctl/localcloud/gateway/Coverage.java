package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.core.ServiceRegistry;
import dev.labctl.localcloud.network.PeerProcess;
import dev.labctl.localcloud.protocol.OperationModel;
import dev.labctl.localcloud.protocol.ServiceModel;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What of AWS is there: operations by service, and the resource types with what of them is kept but has no effect. */
final class Coverage {
    private final ServiceRegistry registry;

    Coverage(ServiceRegistry registry) {
        this.registry = registry;
    }

    Map<String, Object> asMap() {
        Map<String, Object> services = new LinkedHashMap<>();
        registry.services().forEach(service -> services.put(service.definition().name(), operations(service)));
        Map<String, Object> types = new LinkedHashMap<>();
        registry.resourceTypes().forEach(type -> types.put(type.name(), properties(type)));
        Map<String, Object> coverage = new LinkedHashMap<>();
        coverage.put("services", services);
        coverage.put("resourceTypes", types);
        if (!PeerProcess.isKnown()) {
            coverage.put(
                    "reachability",
                    "not enforced: this system does not tell which process opened a connection, so security groups,"
                            + " routes and endpoints shut nothing off");
        }
        return coverage;
    }

    private Map<String, Object> operations(Service service) {
        Operations registered = registry.operations(service.definition().name());
        TreeSet<String> implemented = new TreeSet<>();
        TreeSet<String> missing = new TreeSet<>();
        for (OperationModel model : new ServiceModel(service.definition().client()).operations()) {
            (registered.find(model.requestType()).isPresent() ? implemented : missing).add(model.name());
        }
        int total = implemented.size() + missing.size();
        Map<String, Object> operations = new LinkedHashMap<>();
        operations.put("implemented", implemented.size());
        operations.put("total", total);
        operations.put("operations", implemented);
        operations.put("missing", missing);
        return operations;
    }

    private static Map<String, Object> properties(ResourceType type) {
        ObjectSchema schema = type.schema();
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("properties", schema.properties().size());
        properties.put("recordedOnly", recordedOnly(schema, ""));
        return properties;
    }

    /** The properties without effect, those inside of others by their paths ({@code Indexes.Class}). */
    private static Set<String> recordedOnly(Schema schema, String path) {
        Set<String> found = new TreeSet<>();
        if (schema instanceof Schema.ListOf list) {
            found.addAll(recordedOnly(list.item(), path));
        } else if (schema instanceof ObjectSchema object) {
            object.properties().forEach((name, property) -> {
                if (property.isRecordedOnly()) {
                    found.add(path + name);
                } else {
                    found.addAll(recordedOnly(property.schema(), path + name + "."));
                }
            });
        }
        return found;
    }
}
