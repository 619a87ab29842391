package dev.labctl.localcloud.service.sqs;

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
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Amazon SQS. */
public final class SqsService implements Service {
    private static final int PEEKED = 20;

    private final CloudEnvironment environment;
    private final Queues queues;
    private final QueueMetrics metrics;
    private final QueueOperations queueOperations;
    private final MessageOperations messageOperations;
    private final MoveOperations moveOperations;

    private SqsService(CloudEnvironment environment) {
        this.environment = environment;
        SqsTables tables =
                new SqsTables(environment.store(), environment.clock().millis());
        this.queues = new Queues(environment, tables);
        this.metrics = new QueueMetrics(environment.metrics());
        this.queueOperations = new QueueOperations(environment, queues);
        this.messageOperations = new MessageOperations(queues, metrics);
        this.moveOperations = new MoveOperations(environment, queues, tables);
    }

    @Override
    public ServiceDefinition definition() {
        return ServiceDefinition.of("sqs", SqsClient.class, Protocol.AWS_JSON_1_0, Protocol.AWS_QUERY);
    }

    @Override
    public WireNames wireNames() {
        return SqsWireNames.ALL;
    }

    @Override
    public void register(Operations operations) {
        queueOperations.register(operations);
        messageOperations.register(operations);
        moveOperations.register(operations);
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return List.of(new QueueType(), new QueuePolicyType(), new QueueInlinePolicyType());
    }

    @Override
    public Optional<String> resourcePolicy(String arn) {
        Queue queue = queues.findArn(arn);
        return queue == null
                ? Optional.empty()
                : Optional.ofNullable(queue.queueRecord().settings().get(QueueAttributes.POLICY));
    }

    @Override
    public Map<String, String> resourceTags(String arn) {
        Queue queue = queues.findArn(arn);
        return queue == null ? Map.of() : queue.queueRecord().tags();
    }

    @Override
    public List<Map<String, Object>> inside(String region, String name) {
        return queues.in(region).stream()
                .filter(queue -> queue.queueRecord().key().name().equals(name))
                .findFirst()
                .map(queue -> queue.peek(PEEKED))
                .orElse(List.of());
    }

    @Override
    public void start() {
        moveOperations.resume();
        environment.metrics().eachMinute(at -> queues.all().forEach(queue -> metrics.sample(queue, at)));
    }

    @Override
    public void stop() {
        queues.all().forEach(Queue::stop);
    }

    /** Makes the service. */
    @AutoService(ServiceFactory.class)
    public static final class Factory implements ServiceFactory {
        @Override
        public Service create(CloudEnvironment environment) {
            return new SqsService(environment);
        }
    }
}
