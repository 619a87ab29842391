package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.identity.Principal;
import dev.labctl.localcloud.network.Workload.Placement;
import dev.labctl.localcloud.service.lambda.execution.RoleSession;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Table;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.VpcConfig;
import software.amazon.awssdk.services.lambda.model.VpcConfigResponse;

/**
 * The network interfaces of functions in a VPC: one for each subnet and set of security groups, shared by all functions
 * that name these, and deleted when none does any more.
 *
 * <p>See <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html">Giving Lambda functions access to
 * resources in an Amazon VPC</a>.
 */
final class VpcInterfaces {
    private static final String TYPE = "lambda";

    private final CloudEnvironment cloud;
    private final Functions functions;
    private final Table<String> usedRegions;
    private final Map<String, List<Placement>> places = new ConcurrentHashMap<>();

    VpcInterfaces(CloudEnvironment cloud, Functions functions) {
        this.cloud = cloud;
        this.functions = functions;
        this.usedRegions = cloud.store().table("lambda.vpc-regions", Codec.TEXT);
    }

    /**
     * The configuration with its VPC; null when the function shall be in none.
     *
     * @throws AwsError InvalidParameterValueException when subnets or groups do not exist or fit together, or the role may
     *     not have interfaces made
     */
    @Nullable
    VpcConfigResponse checked(@Nullable VpcConfig given, String role, FunctionRef function, Call call) {
        if (given == null
                || (given.subnetIds().isEmpty() && given.securityGroupIds().isEmpty())) {
            return null;
        }
        if (given.subnetIds().isEmpty() || given.securityGroupIds().isEmpty()) {
            throw LambdaErrors.invalid("SubnetIds and SecurityIds must coexist or be both empty list.");
        }
        Set<String> subnetVpcs =
                subnets(given, call).stream().map(Subnet::vpcId).collect(Collectors.toSet());
        Set<String> groupVpcs =
                groups(given, call).stream().map(SecurityGroup::vpcId).collect(Collectors.toSet());
        if (subnetVpcs.size() != 1) {
            throw LambdaErrors.invalid("Subnets are required to be in the same VPC.");
        }
        if (!subnetVpcs.equals(groupVpcs)) {
            throw LambdaErrors.invalid("Security Groups are required to be in the same VPC as Subnets.");
        }
        requireRole(given, role, function);
        return VpcConfigResponse.builder()
                .subnetIds(given.subnetIds())
                .securityGroupIds(given.securityGroupIds())
                .vpcId(subnetVpcs.iterator().next())
                .ipv6AllowedForDualStack(Boolean.TRUE.equals(given.ipv6AllowedForDualStack()))
                .build();
    }

    private List<Subnet> subnets(VpcConfig given, Call call) {
        return explained("DescribeSubnets", () -> call(
                        call.caller(),
                        DescribeSubnetsRequest.builder()
                                .subnetIds(given.subnetIds())
                                .build(),
                        DescribeSubnetsResponse.class)
                .subnets());
    }

    private List<SecurityGroup> groups(VpcConfig given, Call call) {
        return explained("DescribeSecurityGroups", () -> call(
                        call.caller(),
                        DescribeSecurityGroupsRequest.builder()
                                .groupIds(given.securityGroupIds())
                                .build(),
                        DescribeSecurityGroupsResponse.class)
                .securityGroups());
    }

    /** Lambda passes EC2's errors on in a sentence of its own. */
    private static <T> T explained(String action, Supplier<T> call) {
        try {
            return call.get();
        } catch (AwsError e) {
            if (isDenied(e)) {
                throw LambdaErrors.invalid(
                        "Your access has been denied by EC2, please make sure your request credentials have permission to "
                                + action + ". EC2 Error Code: UnauthorizedOperation. EC2 Error Message: You are not"
                                + " authorized to perform this operation.");
            }
            throw LambdaErrors.invalid("Error occurred while %s. EC2 Error Code: %s. EC2 Error Message: %s"
                    .formatted(action, e.code(), e.message()));
        }
    }

    private static boolean isDenied(AwsError error) {
        return error.code().equals("AccessDenied");
    }

    private void requireRole(VpcConfig given, String role, FunctionRef function) {
        Caller session = RoleSession.assume(cloud, role, function.name(), function.functionArn(), function.region())
                .caller();
        for (String subnet : given.subnetIds()) {
            requireDryRun(
                    session,
                    "CreateNetworkInterface",
                    CreateNetworkInterfaceRequest.builder()
                            .subnetId(subnet)
                            .groups(given.securityGroupIds())
                            .dryRun(true)
                            .build());
        }
        requireDryRun(
                session,
                "DescribeNetworkInterfaces",
                DescribeNetworkInterfacesRequest.builder().dryRun(true).build());
        String any = "arn:aws:ec2:%s:%s:network-interface/*".formatted(function.region(), cloud.accountId());
        boolean mayDelete = cloud.authorizer()
                .decide(session.principal(), Access.to("ec2:DeleteNetworkInterface", any), session.conditions())
                .isAllowed();
        if (!mayDelete) {
            throw lacking("DeleteNetworkInterface");
        }
    }

    private void requireDryRun(Caller session, String action, SdkRequest request) {
        try {
            cloud.dispatcher().call(session, request, SdkResponse.class);
        } catch (AwsError e) {
            if (isDenied(e)) {
                throw lacking(action);
            }
            if (!e.code().equals("DryRunOperation")) {
                throw e;
            }
        }
    }

    private static AwsError lacking(String action) {
        return LambdaErrors.invalid(
                "The provided execution role does not have permissions to call " + action + " on EC2");
    }

    /** Makes the interfaces that the version needs and that are not there yet, as its role. */
    synchronized void make(FunctionRef function, FunctionConfiguration version) {
        VpcConfigResponse vpc = version.vpcConfig();
        if (vpc == null) {
            return;
        }
        cloud.store().write(() -> usedRegions.put(function.region(), ""));
        Caller session = via(
                RoleSession.assume(cloud, version.role(), function.name(), function.functionArn(), function.region())
                        .caller());
        for (String subnet : vpc.subnetIds()) {
            boolean isThere = all(function.region()).stream()
                    .anyMatch(each -> key(each).equals(key(subnet, vpc.securityGroupIds())));
            if (!isThere) {
                call(
                        session,
                        CreateNetworkInterfaceRequest.builder()
                                .subnetId(subnet)
                                .groups(vpc.securityGroupIds())
                                .description("AWS Lambda VPC ENI-" + function.name() + "-" + UUID.randomUUID())
                                .build(),
                        CreateNetworkInterfaceResponse.class);
            }
        }
    }

    /** Where the version's execution environments may stand: at one of its interfaces each. Empty outside of VPCs. */
    List<Placement> places(FunctionRef function, FunctionConfiguration version) {
        VpcConfigResponse vpc = version.vpcConfig();
        if (vpc == null) {
            return List.of();
        }
        return places.computeIfAbsent(version.functionArn() + version.revisionId(), revision -> {
            Set<String> wanted = keys(Stream.of(version));
            return all(function.region()).stream()
                    .filter(each -> wanted.contains(key(each)))
                    .map(each -> new Placement(
                            each.vpcId(), each.subnetId(), vpc.securityGroupIds(), each.privateIpAddress(), null))
                    .toList();
        });
    }

    /** Deletes the region's interfaces that no version of any function needs. A function's role may be gone by then. */
    synchronized void sweep(String region) {
        if (!usedRegions.contains(region)) {
            return;
        }
        List<NetworkInterface> all = all(region);
        Set<String> needed = keys(functions.versions().under(region + "/").stream());
        for (NetworkInterface each : all) {
            if (!needed.contains(key(each))) {
                call(
                        via(owner(region)),
                        DeleteNetworkInterfaceRequest.builder()
                                .networkInterfaceId(each.networkInterfaceId())
                                .build(),
                        DeleteNetworkInterfaceResponse.class);
            }
        }
    }

    /** Deletes what a cloud that was killed has left. */
    void resume() {
        usedRegions.entries().map(Map.Entry::getKey).toList().forEach(this::sweep);
    }

    private static Set<String> keys(Stream<FunctionConfiguration> versions) {
        Set<String> keys = new HashSet<>();
        versions.map(FunctionConfiguration::vpcConfig)
                .filter(vpc -> vpc != null)
                .forEach(vpc -> vpc.subnetIds().forEach(subnet -> keys.add(key(subnet, vpc.securityGroupIds()))));
        return keys;
    }

    private static String key(String subnet, List<String> groups) {
        return subnet + " " + new TreeSet<>(groups);
    }

    private static String key(NetworkInterface each) {
        return key(
                each.subnetId(),
                each.groups().stream().map(GroupIdentifier::groupId).toList());
    }

    private List<NetworkInterface> all(String region) {
        return call(
                        owner(region),
                        DescribeNetworkInterfacesRequest.builder()
                                .filters(Filter.builder()
                                        .name("interface-type")
                                        .values(TYPE)
                                        .build())
                                .build(),
                        DescribeNetworkInterfacesResponse.class)
                .networkInterfaces();
    }

    private Caller owner(String region) {
        return Caller.of(Principal.root(cloud.accountId()), region);
    }

    private static Caller via(Caller caller) {
        return new Caller(caller.principal(), caller.region(), Map.of("aws:CalledViaLast", RoleSession.SERVICE));
    }

    private <R extends SdkResponse> R call(Caller caller, SdkRequest request, Class<R> responseType) {
        return cloud.dispatcher().call(caller, request, responseType);
    }
}
