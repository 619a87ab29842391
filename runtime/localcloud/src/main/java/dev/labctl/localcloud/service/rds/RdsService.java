package dev.labctl.localcloud.service.rds;

import com.google.auto.service.AutoService;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.core.ServiceDefinition;
import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import dev.labctl.localcloud.core.ServiceFactory;
import dev.labctl.localcloud.core.WireNames;
import dev.labctl.localcloud.postgres.PostgresBinaries;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.rds.RdsClient;

/** Amazon RDS for PostgreSQL: each instance is a real server. */
public final class RdsService implements Service {
    private final RdsTables tables;
    private final Fleet fleet;
    private final Lifecycle lifecycle;
    private final InstanceOperations instances;
    private final SnapshotOperations snapshots;
    private final SubnetGroupOperations subnetGroups;
    private final ParameterGroupOperations parameterGroups;
    private final EngineOperations engines;
    private final TagOperations tags;
    private final EventLog events;

    private RdsService(CloudEnvironment environment) {
        PostgresBinaries binaries =
                PostgresBinaries.shipped(environment.directory().resolve("rds"));
        this.tables = new RdsTables(environment.store());
        this.events = new EventLog(tables, environment.clock());
        this.fleet = new Fleet(environment, tables, binaries);
        Catalog catalog = new Catalog(binaries);
        Engine engine = new Engine(binaries);
        Network network = new Network(environment);
        MasterSecret secrets = new MasterSecret(environment);
        this.lifecycle = new Lifecycle(environment, tables, fleet, new Settings(tables, catalog), secrets, events);
        this.parameterGroups = new ParameterGroupOperations(tables, catalog, engine, lifecycle);
        this.subnetGroups = new SubnetGroupOperations(tables, network);
        InstanceCreation creation = new InstanceCreation(tables, engine, parameterGroups, network, secrets, lifecycle);
        this.snapshots = new SnapshotOperations(tables, fleet, lifecycle, creation, network, environment.clock());
        this.instances = new InstanceOperations(
                tables,
                creation,
                new InstanceModification(tables, engine, creation, network, secrets, lifecycle),
                snapshots,
                lifecycle);
        this.engines = new EngineOperations(engine, fleet);
        this.tags = new TagOperations(tables);
    }

    @Override
    public ServiceDefinition definition() {
        return ServiceDefinition.of("rds", RdsClient.class, Protocol.AWS_QUERY);
    }

    @Override
    public WireNames wireNames() {
        return WireNames.namespace("http://rds.amazonaws.com/doc/2014-10-31/");
    }

    @Override
    public void register(Operations operations) {
        instances.register(operations);
        snapshots.register(operations);
        subnetGroups.register(operations);
        parameterGroups.register(operations);
        engines.register(operations);
        tags.register(operations);
        events.register(operations);
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return List.of(new DbInstanceType(), new DbSubnetGroupType(), new DbParameterGroupType());
    }

    @Override
    public Map<String, String> resourceTags(String arn) {
        return tables.tags.get(arn).map(RdsTables.TagSet::tags).orElse(Map.of());
    }

    @Override
    public void start() {
        lifecycle.start();
    }

    @Override
    public void stop() {
        fleet.stop();
    }

    /** Makes the service. */
    @AutoService(ServiceFactory.class)
    public static final class Factory implements ServiceFactory {
        @Override
        public Service create(CloudEnvironment environment) {
            return new RdsService(environment);
        }
    }
}
