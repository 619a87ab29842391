package dev.labctl.localcloud.core;

import dev.labctl.localcloud.identity.ResourcePolicies;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The services of this cloud and the CloudFormation resource types they own, each known once.
 *
 * <p>Two services of one name, two owners of one ARN namespace, or two resource types of one name are a programming error
 * and fail at start.
 */
public final class ServiceRegistry implements ResourcePolicies {
    private static final String CUSTOM = "Custom::";

    private final Map<String, Service> services = new TreeMap<>();
    private final Map<String, Operations> operations = new LinkedHashMap<>();
    private final Map<String, Service> byArnNamespace = new LinkedHashMap<>();
    private final Map<String, ResourceType> resourceTypes = new TreeMap<>();

    /** The services on the class path. */
    public static List<ServiceFactory> installed() {
        List<ServiceFactory> factories = new ArrayList<>();
        ServiceLoader.load(ServiceFactory.class, ServiceRegistry.class.getClassLoader())
                .forEach(factories::add);
        return factories;
    }

    /** Adds a service with its operations and resource types. Several threads may add at once. */
    public void add(Service service) {
        ServiceDefinition definition = service.definition();
        List<ResourceType> types = service.resourceTypes();
        Operations registered = new Operations();
        service.register(registered);
        synchronized (this) {
            putOnce(services, definition.name(), service, "service");
            for (String namespace : definition.arnNamespaces()) {
                putOnce(byArnNamespace, namespace, service, "owner of ARN namespace");
            }
            for (ResourceType type : types) {
                putOnce(resourceTypes, type.name(), type, "resource type");
            }
            operations.put(definition.name(), registered);
        }
    }

    private static <V> void putOnce(Map<String, V> map, String key, V value, String what) {
        if (map.putIfAbsent(key, value) != null) {
            throw new IllegalStateException(what + " registered twice: " + key);
        }
    }

    /** All services, by name. */
    public Collection<Service> services() {
        return services.values();
    }

    /** The operations a service implements. */
    public Operations operations(String serviceName) {
        Operations registered = operations.get(serviceName);
        if (registered == null) {
            throw new IllegalArgumentException("no such service: " + serviceName);
        }
        return registered;
    }

    /** The resource type of that name, one for all {@code Custom::} names; empty when this cloud does not have it. */
    public Optional<ResourceType> resourceType(String name) {
        return Optional.ofNullable(
                resourceTypes.get(name.startsWith(CUSTOM) ? "AWS::CloudFormation::CustomResource" : name));
    }

    /** All resource types, by name. */
    public Collection<ResourceType> resourceTypes() {
        return resourceTypes.values();
    }

    /** The policy attached to the resource with this ARN, from the service that owns the ARN's namespace. */
    @Override
    public Optional<String> of(String arn) {
        Service owner = owner(arn);
        return owner == null ? Optional.empty() : owner.resourcePolicy(arn);
    }

    /** The tags of the resource with this ARN, from the service that owns the ARN's namespace. */
    @Override
    public Map<String, String> tags(String arn) {
        Service owner = owner(arn);
        return owner == null ? Map.of() : owner.resourceTags(arn);
    }

    private @Nullable Service owner(String arn) {
        String[] parts = arn.split(":", 4);
        return parts.length == 4 ? byArnNamespace.get(parts[2]) : null;
    }
}
