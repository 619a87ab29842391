package dev.labctl.localcloud.service.events;

import com.google.auto.service.AutoService;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.core.ServiceDefinition;
import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import dev.labctl.localcloud.core.ServiceFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;

/** Amazon EventBridge. Archives, replays, connections, API destinations and partner sources are not implemented. */
public final class EventsService implements Service {
    private final CloudEnvironment environment;
    private final EventsTables tables;
    private final EventMetrics metrics;
    private final Deliveries deliveries;
    private final Scheduler scheduler;
    private final TagOperations tags;

    private EventsService(CloudEnvironment environment) {
        this.environment = environment;
        this.tables = new EventsTables(environment.store(), environment.clock(), environment.accountId());
        this.metrics = new EventMetrics(environment);
        this.deliveries = new Deliveries(environment, tables, metrics);
        this.scheduler = new Scheduler(environment, tables, deliveries, metrics);
        this.tags = new TagOperations(tables);
    }

    @Override
    public ServiceDefinition definition() {
        return ServiceDefinition.of("events", EventBridgeClient.class, Protocol.AWS_JSON_1_1);
    }

    @Override
    public void register(Operations operations) {
        new RuleOperations(environment, tables, scheduler).register(operations);
        new TargetOperations(environment, tables).register(operations);
        tags.register(operations);
        new EventOperations(environment, tables, deliveries, metrics).register(operations);
        new BusOperations(tables, environment.clock()).register(operations);
        new PermissionOperations(tables, environment.clock()).register(operations);
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return List.of(new RuleType(), new EventBusType(), new EventBusPolicyType());
    }

    @Override
    public Optional<String> resourcePolicy(String arn) {
        String[] parts = arn.split(":", 6);
        return parts.length == 6 && parts[5].startsWith("event-bus/")
                ? tables.bus(parts[3], StoredBus.name(arn)).map(StoredBus::policy)
                : Optional.empty();
    }

    @Override
    public Map<String, String> resourceTags(String arn) {
        return tags.of(arn);
    }

    @Override
    public void start() {
        deliveries.resume();
        scheduler.start();
    }

    @Override
    public void stop() {
        scheduler.stop();
        deliveries.stop();
    }

    /** Makes the service. */
    @AutoService(ServiceFactory.class)
    public static final class Factory implements ServiceFactory {
        @Override
        public Service create(CloudEnvironment environment) {
            return new EventsService(environment);
        }
    }
}
