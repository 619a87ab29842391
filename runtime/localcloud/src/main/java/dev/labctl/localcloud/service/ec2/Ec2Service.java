package dev.labctl.localcloud.service.ec2;

import com.google.auto.service.AutoService;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.core.ServiceDefinition;
import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import dev.labctl.localcloud.core.ServiceFactory;
import dev.labctl.localcloud.core.WireNames;
import dev.labctl.localcloud.service.ec2.instance.Machines;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** Amazon EC2's networks and instances. */
public final class Ec2Service implements Service {
    private final Resources resources;
    private final DefaultNetwork defaults;
    private final CloudEnvironment environment;
    private final Machines machines;
    private final Instances instances;
    private final InstanceLifecycle lifecycle;

    private Ec2Service(CloudEnvironment environment) {
        this.resources = new Resources(environment);
        this.defaults = new DefaultNetwork(resources);
        this.environment = environment;
        this.machines = new Machines(environment);
        this.instances = new Instances(resources);
        this.lifecycle = new InstanceLifecycle(environment, resources, instances, machines);
    }

    @Override
    public ServiceDefinition definition() {
        return ServiceDefinition.of("ec2", Ec2Client.class, Protocol.EC2_QUERY);
    }

    @Override
    public WireNames wireNames() {
        return WireNames.namespace("http://ec2.amazonaws.com/doc/2016-11-15/");
    }

    @Override
    public void register(Operations operations) {
        Registrar registrar = new Registrar(operations, resources, defaults);
        new VpcOperations(resources, defaults).register(registrar);
        new SubnetOperations(resources).register(registrar);
        new RouteTableOperations(resources).register(registrar);
        new RouteOperations(resources).register(registrar);
        new InternetGatewayOperations(resources).register(registrar);
        new NatGatewayOperations(resources).register(registrar);
        new AddressOperations(resources).register(registrar);
        new EndpointOperations(resources).register(registrar);
        new GroupOperations(resources).register(registrar);
        new RuleOperations(resources).register(registrar);
        new InterfaceOperations(resources).register(registrar);
        new TagOperations(resources).register(registrar);
        new ZoneOperations(resources).register(registrar);
        new Shadows(resources).register(registrar);
        PrefixLists.register(registrar);
        PublicImages.register(registrar);
        new RunInstances(environment, resources, instances, lifecycle, machines).register(registrar);
        new InstanceOperations(resources, instances, lifecycle, machines).register(registrar);
        new InstanceQueries(resources, instances, machines).register(registrar);
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return List.of(
                new VpcType(),
                new SubnetType(),
                new RouteTableType(),
                new RouteType(),
                new SubnetRouteTableAssociationType(),
                new InternetGatewayType(),
                new VpcGatewayAttachmentType(),
                new NatGatewayType(),
                new AddressType(),
                new EndpointType(),
                new SecurityGroupType(),
                new SecurityGroupRuleType(false),
                new SecurityGroupRuleType(true));
    }

    @Override
    public void start() {
        lifecycle.start();
    }

    @Override
    public void stop() {
        lifecycle.stop();
    }

    /** Tags for {@code aws:ResourceTag}; the ARN is {@code arn:aws:ec2:region:account:type/id}. */
    @Override
    public Map<String, String> resourceTags(String arn) {
        String[] parts = arn.split(":", 6);
        return parts.length == 6 ? resources.tags(parts[3], parts[5].substring(parts[5].indexOf('/') + 1)) : Map.of();
    }

    /** Files on the disks of instances: {@code i-0123456789abcdef0/home/ubuntu/worker.log}. */
    @Override
    public Optional<byte[]> file(String path, long offset) {
        int slash = path.indexOf('/');
        return slash < 0 || !path.substring(0, slash).matches("i-[0-9a-f]+")
                ? Optional.empty()
                : machines.file(path.substring(0, slash), path.substring(slash + 1), offset);
    }

    /** Makes the service. */
    @AutoService(ServiceFactory.class)
    public static final class Factory implements ServiceFactory {
        @Override
        public Service create(CloudEnvironment environment) {
            return new Ec2Service(environment);
        }
    }
}
