package dev.labctl.localcloud.service.cloudformation;

import com.google.auto.service.AutoService;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.core.ServiceDefinition;
import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import dev.labctl.localcloud.core.ServiceFactory;
import dev.labctl.localcloud.core.WireNames;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;

/**
 * CloudFormation.
 *
 * <p>Requests are checked and answered by the operation classes, stacks and change sets are kept by {@link Stacks} and
 * {@link ChangeSets}, and what they ask for is carried out by the {@link StackEngine}, through whatever resource types the
 * other services own.
 */
public final class CloudFormationService implements Service {
    private final StackEngine engine;
    private final StackOperations stackOperations;
    private final ChangeSetOperations changeSetOperations;
    private final StackInterventions interventions;
    private final StackQueries queries;
    private final TemplateOperations templateOperations;
    private final Stacks stacks;
    private final Callbacks callbacks;
    private final StackEvents events;

    CloudFormationService(CloudEnvironment environment) {
        this.stacks = new Stacks(environment.store());
        this.events = new StackEvents(environment.store(), environment.clock(), new StackNotifications(environment));
        this.callbacks = new Callbacks(environment);
        ChangeSets changeSets = new ChangeSets(environment.store(), stacks);
        Definitions definitions = new Definitions(environment);
        this.engine = new StackEngine(environment, stacks, events);
        this.stackOperations = new StackOperations(environment, stacks, events, engine, definitions, changeSets);
        this.changeSetOperations =
                new ChangeSetOperations(environment, stacks, engine, definitions, changeSets, stackOperations);
        this.interventions = new StackInterventions(environment, stacks, engine, definitions);
        this.queries = new StackQueries(stacks, events);
        this.templateOperations = new TemplateOperations(stacks, changeSets, definitions);
    }

    @Override
    public ServiceDefinition definition() {
        return ServiceDefinition.of("cloudformation", CloudFormationClient.class, Protocol.AWS_QUERY);
    }

    @Override
    public WireNames wireNames() {
        return WireNames.namespace("http://cloudformation.amazonaws.com/doc/2010-05-15/");
    }

    @Override
    public void register(Operations operations) {
        stackOperations.register(operations);
        interventions.register(operations);
        changeSetOperations.register(operations);
        queries.register(operations);
        templateOperations.register(operations);
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return List.of(
                new WaitConditionHandleType(callbacks),
                new WaitConditionType(callbacks, stacks),
                new CustomResourceType(callbacks, stacks),
                new NestedStackType(stacks, events),
                new CdkMetadataType());
    }

    @Override
    public int callback(String path, byte[] body) {
        return callbacks.put(path, body);
    }

    @Override
    public List<Map<String, Object>> inside(String region, String name) {
        return stacks.find(region, name).map(StackGraph::references).orElse(List.of());
    }

    @Override
    public void start() {
        engine.resume();
    }

    @Override
    public void stop() {
        engine.stop();
    }

    /** Found by the service loader. */
    @AutoService(ServiceFactory.class)
    public static final class Factory implements ServiceFactory {
        @Override
        public Service create(CloudEnvironment environment) {
            return new CloudFormationService(environment);
        }
    }
}
