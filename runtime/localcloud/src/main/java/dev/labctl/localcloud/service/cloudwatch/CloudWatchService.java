package dev.labctl.localcloud.service.cloudwatch;

import com.google.auto.service.AutoService;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Metrics;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.core.ServiceDefinition;
import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import dev.labctl.localcloud.core.ServiceFactory;
import dev.labctl.localcloud.core.WireNames;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;

/** Amazon CloudWatch. */
public final class CloudWatchService implements Service {
    private static final int MINUTE = 60;

    private final CloudEnvironment environment;
    private final MetricStore metrics;
    private final Alarms alarms;
    private final MetricOperations metricOperations;
    private final AlarmOperations alarmOperations;
    private final AlarmQueries alarmQueries;
    private final AlarmTagOperations alarmTags;
    private final DashboardOperations dashboardOperations;

    private CloudWatchService(CloudEnvironment environment) {
        this.environment = environment;
        this.metrics = new MetricStore(environment.store(), environment.clock());
        AlarmTables tables = new AlarmTables(environment.store());
        this.alarms = new Alarms(environment, tables, metrics);
        this.metricOperations = new MetricOperations(environment.clock(), metrics);
        this.alarmOperations = new AlarmOperations(environment, tables, alarms);
        this.alarmQueries = new AlarmQueries(tables);
        this.alarmTags = new AlarmTagOperations(tables);
        this.dashboardOperations = new DashboardOperations(environment.clock(), tables);
        environment.metrics().sendTo(this::report);
    }

    private void report(String region, Metrics.Metric metric, double value, @Nullable Instant at) {
        long second = (at == null ? environment.clock().instant() : at).getEpochSecond();
        metrics.add(
                new SeriesKey(region, metric.namespace(), metric.name(), metric.dimensions()),
                Bucket.of(Math.floorDiv(second, (long) MINUTE) * MINUTE, metric.unit(), value, 1));
    }

    @Override
    public ServiceDefinition definition() {
        return new ServiceDefinition(
                "cloudwatch",
                "monitoring",
                CloudWatchClient.class,
                List.of(Protocol.AWS_QUERY, Protocol.AWS_JSON_1_0, Protocol.RPC_V2_CBOR),
                Set.of("cloudwatch"));
    }

    @Override
    public WireNames wireNames() {
        return CloudWatchErrors.WIRE_NAMES;
    }

    @Override
    public void register(Operations operations) {
        metricOperations.register(operations);
        alarmOperations.register(operations);
        alarmQueries.register(operations);
        alarmTags.register(operations);
        dashboardOperations.register(operations);
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return List.of(new MetricAlarmType(), new CompositeAlarmType(), new DashboardType());
    }

    @Override
    public void start() {
        alarms.start();
    }

    @Override
    public void stop() {
        metrics.flush();
    }

    /** Makes the service. */
    @AutoService(ServiceFactory.class)
    public static final class Factory implements ServiceFactory {
        @Override
        public Service create(CloudEnvironment environment) {
            return new CloudWatchService(environment);
        }
    }
}
