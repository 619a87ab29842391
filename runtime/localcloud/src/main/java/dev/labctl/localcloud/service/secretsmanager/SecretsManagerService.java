package dev.labctl.localcloud.service.secretsmanager;

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
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** AWS Secrets Manager. */
public final class SecretsManagerService implements Service {
    private final Rotation rotation;
    private final SecretOperations secrets;
    private final VersionOperations versions;
    private final ListOperations lists;
    private final PolicyOperations policies;

    private SecretsManagerService(CloudEnvironment environment) {
        SecretStore store = new SecretStore(environment.store());
        Object lock = new Object();
        this.rotation = new Rotation(environment, store, lock);
        this.versions = new VersionOperations(store, environment.clock(), lock);
        this.secrets = new SecretOperations(store, versions, rotation, environment.clock(), lock);
        this.lists = new ListOperations(store);
        this.policies = new PolicyOperations(store, lock);
    }

    @Override
    public ServiceDefinition definition() {
        return ServiceDefinition.of("secretsmanager", SecretsManagerClient.class, Protocol.AWS_JSON_1_1);
    }

    @Override
    public void register(Operations operations) {
        secrets.register(operations);
        versions.register(operations);
        rotation.register(operations);
        lists.register(operations);
        policies.register(operations);
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return List.of(new SecretType(), new ResourcePolicyType());
    }

    @Override
    public Optional<String> resourcePolicy(String arn) {
        return policies.policy(arn);
    }

    @Override
    public Map<String, String> resourceTags(String arn) {
        return secrets.tags(arn);
    }

    @Override
    public void start() {
        secrets.start();
        rotation.start();
    }

    /** Makes the service. */
    @AutoService(ServiceFactory.class)
    public static final class Factory implements ServiceFactory {
        @Override
        public Service create(CloudEnvironment environment) {
            return new SecretsManagerService(environment);
        }
    }
}
