package dev.labctl.localcloud.service.sns;

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
import software.amazon.awssdk.services.sns.SnsClient;

/** Amazon SNS. */
public final class SnsService implements Service {
    private final SnsTables tables;
    private final Deliveries deliveries;
    private final TopicOperations topicOperations;
    private final SubscriptionOperations subscriptionOperations;
    private final PublishOperations publishOperations;

    private SnsService(CloudEnvironment environment) {
        this.tables = new SnsTables(environment.store(), environment.clock().millis());
        this.deliveries = new Deliveries(environment, tables);
        this.topicOperations = new TopicOperations(tables);
        this.subscriptionOperations = new SubscriptionOperations(tables);
        this.publishOperations = new PublishOperations(environment, tables, deliveries);
    }

    @Override
    public ServiceDefinition definition() {
        return ServiceDefinition.of("sns", SnsClient.class, Protocol.AWS_QUERY);
    }

    @Override
    public WireNames wireNames() {
        return new WireNames(
                Map.of(),
                Map.of("AccessDenied", "AuthorizationError"),
                Map.of(),
                "http://sns.amazonaws.com/doc/2010-03-31/",
                false);
    }

    @Override
    public void register(Operations operations) {
        topicOperations.register(operations);
        subscriptionOperations.register(operations);
        publishOperations.register(operations);
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return List.of(new TopicType(), new SubscriptionType(), new TopicPolicyType(), new TopicInlinePolicyType());
    }

    @Override
    public Optional<String> resourcePolicy(String arn) {
        return tables.topics.get(arn).map(Topic::policy);
    }

    @Override
    public Map<String, String> resourceTags(String arn) {
        return tables.topics.get(arn).map(Topic::tags).orElse(Map.of());
    }

    @Override
    public void start() {
        deliveries.resume();
    }

    /** Makes the service. */
    @AutoService(ServiceFactory.class)
    public static final class Factory implements ServiceFactory {
        @Override
        public Service create(CloudEnvironment environment) {
            return new SnsService(environment);
        }
    }
}
