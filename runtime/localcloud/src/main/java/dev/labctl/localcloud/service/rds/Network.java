package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.Call;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.rds.model.AvailabilityZone;
import software.amazon.awssdk.services.rds.model.Subnet;
import software.amazon.awssdk.services.rds.model.VpcSecurityGroupMembership;

/** Where instances stand. */
final class Network {
    /**
     * Subnets of one VPC.
     *
     * @param vpcId the VPC; empty when it is not known
     */
    record Place(String vpcId, List<Subnet> subnets) {
        Place {
            subnets = List.copyOf(subnets);
        }
    }

    /** The VPC of these subnets. */
    Place place(Call call, List<String> subnetIds) {
        if (subnetIds.isEmpty()) {
            throw RdsErrors.missing("SubnetIds");
        }
        List<Subnet> subnets = new ArrayList<>();
        for (String id : subnetIds) {
            char zone = (char) ('a' + subnets.size() % 3);
            subnets.add(Subnet.builder()
                    .subnetIdentifier(id)
                    .subnetAvailabilityZone(AvailabilityZone.builder()
                            .name(call.region() + zone)
                            .build())
                    .subnetStatus("Active")
                    .build());
        }
        return new Place("", subnets);
    }

    /** The security groups that an instance has. */
    List<VpcSecurityGroupMembership> securityGroups(Call call, List<String> ids, String vpcId) {
        return ids.stream()
                .map(id -> VpcSecurityGroupMembership.builder()
                        .vpcSecurityGroupId(id)
                        .status("active")
                        .build())
                .toList();
    }
}
