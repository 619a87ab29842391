package dev.labctl.localcloud.service.pipes;

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
import software.amazon.awssdk.services.pipes.PipesClient;

/**
 * Amazon EventBridge Pipes. Sources are DynamoDB streams and SQS queues, targets SQS queues and Lambda functions;
 * enrichments, logs and all other sources and targets are refused by name.
 */
public final class PipesService implements Service {
    private final PipesTables tables;
    private final Lifecycle lifecycle;
    private final TagOperations tags;
    private final PipeOperations pipes;

    private PipesService(CloudEnvironment environment) {
        this.tables = new PipesTables(environment.store(), environment.clock());
        this.lifecycle = new Lifecycle(environment, tables);
        this.tags = new TagOperations(tables);
        this.pipes = new PipeOperations(environment, tables, lifecycle);
    }

    @Override
    public ServiceDefinition definition() {
        return ServiceDefinition.of("pipes", PipesClient.class, Protocol.REST_JSON);
    }

    @Override
    public void register(Operations operations) {
        pipes.register(operations);
        tags.register(operations);
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return List.of(new PipeType());
    }

    @Override
    public Map<String, String> resourceTags(String arn) {
        return tags.of(arn);
    }

    @Override
    public void start() {
        lifecycle.start();
    }

    @Override
    public void stop() {
        lifecycle.stop();
    }

    /** Makes the service. */
    @AutoService(ServiceFactory.class)
    public static final class Factory implements ServiceFactory {
        @Override
        public Service create(CloudEnvironment environment) {
            return new PipesService(environment);
        }
    }
}
