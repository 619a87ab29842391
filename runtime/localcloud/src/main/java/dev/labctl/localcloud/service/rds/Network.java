package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.identity.Principal;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.rds.model.AvailabilityZone;
import software.amazon.awssdk.services.rds.model.Subnet;
import software.amazon.awssdk.services.rds.model.VpcSecurityGroupMembership;

/** Where instances stand, as EC2 knows it: asked as RDS's own role, which may describe networks. */
final class Network {
    private static final int FEWEST_ZONES = 2;

    private final CloudEnvironment environment;

    Network(CloudEnvironment environment) {
        this.environment = environment;
    }

    /**
     * Subnets of one VPC.
     *
     * @param vpcId the VPC
     */
    record Place(String vpcId, List<Subnet> subnets) {
        Place {
            subnets = List.copyOf(subnets);
        }
    }

    private <R extends SdkResponse> R ask(Call call, SdkRequest request, Class<R> responseType) {
        Caller self = new Caller(
                Principal.root(call.accountId()),
                call.region(),
                Map.of("aws:ViaAWSService", "true", "aws:CalledViaLast", "rds.amazonaws.com"));
        return environment.dispatcher().call(self, request, responseType);
    }

    /** The VPC of these subnets, which must be in two zones at least. */
    Place place(Call call, List<String> subnetIds) {
        if (subnetIds.isEmpty()) {
            throw RdsErrors.missing("SubnetIds");
        }
        List<software.amazon.awssdk.services.ec2.model.Subnet> found;
        try {
            found = ask(
                            call,
                            DescribeSubnetsRequest.builder()
                                    .subnetIds(subnetIds)
                                    .build(),
                            DescribeSubnetsResponse.class)
                    .subnets();
        } catch (AwsError e) {
            throw AwsError.of(400, "InvalidSubnet", "Some input subnets in :" + subnetIds + " are invalid.");
        }
        List<String> zones = found.stream()
                .map(subnet -> subnet.availabilityZone())
                .distinct()
                .sorted()
                .toList();
        if (zones.size() < FEWEST_ZONES) {
            throw AwsError.of(
                    400,
                    "DBSubnetGroupDoesNotCoverEnoughAZs",
                    "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ"
                            + " coverage: "
                            + String.join(", ", zones) + ". Add subnets to cover at least 2 AZs.");
        }
        String vpcId = found.get(0).vpcId();
        if (found.stream().anyMatch(subnet -> !subnet.vpcId().equals(vpcId))) {
            throw AwsError.of(400, "InvalidSubnet", "The subnets " + subnetIds + " are not all in one VPC.");
        }
        return new Place(
                vpcId,
                found.stream()
                        .map(subnet -> Subnet.builder()
                                .subnetIdentifier(subnet.subnetId())
                                .subnetAvailabilityZone(AvailabilityZone.builder()
                                        .name(subnet.availabilityZone())
                                        .build())
                                .subnetStatus("Active")
                                .build())
                        .toList());
    }

    /** The security groups that an instance has: those given, or its VPC's default one. */
    List<VpcSecurityGroupMembership> securityGroups(Call call, List<String> ids, String vpcId) {
        return (ids.isEmpty() ? defaultGroup(call, vpcId) : given(call, ids, vpcId))
                .stream()
                        .map(id -> VpcSecurityGroupMembership.builder()
                                .vpcSecurityGroupId(id)
                                .status("active")
                                .build())
                        .toList();
    }

    private List<String> given(Call call, List<String> ids, String vpcId) {
        List<SecurityGroup> found;
        try {
            found = ask(
                            call,
                            DescribeSecurityGroupsRequest.builder()
                                    .groupIds(ids)
                                    .build(),
                            DescribeSecurityGroupsResponse.class)
                    .securityGroups();
        } catch (AwsError e) {
            throw RdsErrors.invalidValue(
                    "Invalid security group , groupId= " + String.join(", ", ids) + ", groupName=.");
        }
        for (SecurityGroup group : found) {
            if (!vpcId.isEmpty() && !group.vpcId().equals(vpcId)) {
                throw RdsErrors.invalidCombination(
                        "The DB instance and EC2 security group are in different VPCs. The DB instance is in " + vpcId
                                + " and the EC2 security group is in " + group.vpcId());
            }
        }
        return ids;
    }

    private List<String> defaultGroup(Call call, String vpcId) {
        return vpcId.isEmpty()
                ? List.of()
                : ask(
                                call,
                                DescribeSecurityGroupsRequest.builder()
                                        .filters(filter("vpc-id", vpcId), filter("group-name", "default"))
                                        .build(),
                                DescribeSecurityGroupsResponse.class)
                        .securityGroups()
                        .stream()
                        .map(SecurityGroup::groupId)
                        .toList();
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }
}
