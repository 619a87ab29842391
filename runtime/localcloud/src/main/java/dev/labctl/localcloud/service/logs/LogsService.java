package dev.labctl.localcloud.service.logs;

import com.google.auto.service.AutoService;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.core.ServiceDefinition;
import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import dev.labctl.localcloud.core.ServiceFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;

/** Amazon CloudWatch Logs. Logs Insights, subscription filters and live tail are not implemented. */
public final class LogsService implements Service {
    private static final Duration SWEEP = Duration.ofHours(6);
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final CloudEnvironment cloud;
    private final LogStore store;
    private final MetricFilters filters;

    private LogsService(CloudEnvironment cloud) {
        this.cloud = cloud;
        this.store = new LogStore(cloud.store());
        this.filters = new MetricFilters(cloud, store);
    }

    @Override
    public ServiceDefinition definition() {
        return ServiceDefinition.of("logs", CloudWatchLogsClient.class, Protocol.AWS_JSON_1_1);
    }

    @Override
    public void register(Operations operations) {
        new GroupOperations(cloud, store, filters).register(operations);
        new StreamOperations(cloud, store, filters).register(operations);
        new ReadOperations(cloud, store).register(operations);
        filters.register(operations);
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return List.of(new LogGroupType(), new LogStreamType(), new MetricFilterType());
    }

    @Override
    public void start() {
        cloud.clock().schedule(SWEEP, this::sweep);
    }

    /** Removes what retention no longer keeps; reads pass over it in the meantime. */
    private void sweep() {
        long now = cloud.clock().millis();
        List<Map.Entry<String, GroupRow>> groups = store.allGroups()
                .filter(entry -> entry.getValue().retentionDays() != null)
                .toList();
        for (Map.Entry<String, GroupRow> entry : groups) {
            Integer days = entry.getValue().retentionDays();
            if (days != null) {
                store.expire(entry.getKey(), now - days * DAY);
            }
        }
        cloud.clock().schedule(SWEEP, this::sweep);
    }

    /** Makes the service. */
    @AutoService(ServiceFactory.class)
    public static final class Factory implements ServiceFactory {
        @Override
        public Service create(CloudEnvironment environment) {
            return new LogsService(environment);
        }
    }
}
