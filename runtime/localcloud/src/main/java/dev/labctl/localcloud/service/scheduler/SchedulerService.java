package dev.labctl.localcloud.service.scheduler;

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
import software.amazon.awssdk.services.scheduler.SchedulerClient;

/**
 * Amazon EventBridge Scheduler. Targets are functions, queues, topics and event buses; universal targets and those of
 * other services are refused by name.
 */
public final class SchedulerService implements Service {
    private final SchedulerTables tables;
    private final ClientTokens tokens;
    private final Invocations invocations;
    private final Ticks ticks;
    private final ScheduleOperations schedules;
    private final GroupOperations groups;

    private SchedulerService(CloudEnvironment environment) {
        this.tables = new SchedulerTables(environment.store(), environment.clock(), environment.accountId());
        this.tokens = new ClientTokens(environment.store(), environment.clock());
        this.invocations = new Invocations(environment, tables);
        this.ticks = new Ticks(environment, tables, invocations);
        this.schedules = new ScheduleOperations(environment, tables, tokens, ticks);
        this.groups = new GroupOperations(tables, tokens, ticks, environment.clock());
    }

    @Override
    public ServiceDefinition definition() {
        return ServiceDefinition.of("scheduler", SchedulerClient.class, Protocol.REST_JSON);
    }

    @Override
    public void register(Operations operations) {
        schedules.register(operations);
        groups.register(operations);
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return List.of(new ScheduleType(), new ScheduleGroupType());
    }

    @Override
    public Map<String, String> resourceTags(String arn) {
        return groups.of(arn);
    }

    @Override
    public void start() {
        tables.store.write(tokens::forgetOld);
        invocations.resume();
        ticks.start();
    }

    @Override
    public void stop() {
        ticks.stop();
        invocations.stop();
    }

    /** Makes the service. */
    @AutoService(ServiceFactory.class)
    public static final class Factory implements ServiceFactory {
        @Override
        public Service create(CloudEnvironment environment) {
            return new SchedulerService(environment);
        }
    }
}
