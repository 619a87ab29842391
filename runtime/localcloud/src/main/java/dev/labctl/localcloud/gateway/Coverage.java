package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.Operation;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.core.ServiceRegistry;
import dev.labctl.localcloud.protocol.OperationModel;
import dev.labctl.localcloud.protocol.ServiceModel;
import dev.labctl.localcloud.schema.ObjectSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        return coverage;
    }

    private Map<String, Object> operations(Service service) {
        TreeSet<String> implemented = new TreeSet<>();
        for (Operation<?, ?> operation :
                registry.operations(service.definition().name()).all()) {
            implemented.add(operation.name());
        }
        TreeSet<String> missing = new TreeSet<>();
        for (OperationModel model : new ServiceModel(service.definition().client()).operations()) {
            missing.add(model.name());
        }
        int total = missing.size();
        missing.removeAll(implemented);
        Map<String, Object> operations = new LinkedHashMap<>();
        operations.put("implemented", implemented.size());
        operations.put("total", total);
        operations.put("operations", implemented);
        operations.put("missing", missing);
        return operations;
    }

    private static Map<String, Object> properties(ResourceType type) {
        ObjectSchema schema = type.schema();
        List<String> recordedOnly = schema.properties().entrySet().stream()
                .filter(property -> property.getValue().isRecordedOnly())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("properties", schema.properties().size());
        properties.put("recordedOnly", recordedOnly);
        return properties;
    }
}
