package dev.labctl.localcloud.service.iam;

import com.google.auto.service.AutoService;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.core.ServiceDefinition;
import dev.labctl.localcloud.core.ServiceFactory;
import dev.labctl.localcloud.identity.IdentityStore;
import dev.labctl.localcloud.identity.PolicySimulator;
import java.util.List;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * IAM: manages what the {@link IdentityStore} keeps and the authorizer reads. It is global: the same whatever region a
 * request names.
 */
public final class IamService implements Service {
    private final IamContext iam;
    private final PolicySimulator simulator;

    private IamService(CloudEnvironment environment) {
        this.iam = new IamContext(environment.identities(), environment.clock());
        this.simulator = new PolicySimulator(environment.accountId(), environment.clock());
    }

    /** Makes the service. */
    @AutoService(ServiceFactory.class)
    public static final class Factory implements ServiceFactory {
        @Override
        public Service create(CloudEnvironment environment) {
            return new IamService(environment);
        }
    }

    @Override
    public ServiceDefinition definition() {
        return ServiceDefinition.of("iam", IamClient.class, ServiceDefinition.Protocol.AWS_QUERY);
    }

    @Override
    public void register(Operations operations) {
        new UserOperations(iam).register(operations);
        new GroupOperations(iam).register(operations);
        new RoleOperations(iam).register(operations);
        new ServiceLinkedRoles(iam).register(operations);
        new InstanceProfileOperations(iam).register(operations);
        new AccessKeyOperations(iam).register(operations);
        new InlinePolicyOperations(iam).register(operations);
        new AttachmentOperations(iam).register(operations);
        new ManagedPolicyOperations(iam).register(operations);
        new PolicyVersionOperations(iam).register(operations);
        new TagOperations(iam).register(operations);
        new AccountOperations(iam).register(operations);
        new SimulationOperations(iam, simulator).register(operations);
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return List.of(
                new RoleType(),
                new PolicyType(),
                new ManagedPolicyType(),
                new InstanceProfileType(),
                new UserType(),
                new GroupType(),
                new AccessKeyType(),
                EmbeddedPolicyType.ofRole(),
                EmbeddedPolicyType.ofUser(),
                EmbeddedPolicyType.ofGroup());
    }
}
