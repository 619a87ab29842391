package dev.labctl.localcloud.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What runs in the cloud as processes of this machine, for instance a function's execution environment.
 *
 * @param name who it is in messages
 * @param region the region it runs in
 * @param placement where in a VPC it stands; null when it stands in none
 */
public record Workload(String name, String region, @Nullable Placement placement) {
    /**
     * A place in a VPC.
     *
     * @param vpcId the VPC
     * @param subnetId the subnet, whose routes lead out
     * @param securityGroupIds the groups that guard both directions
     * @param address the private address, dotted
     * @param publicAddress the public one, dotted; null for none
     */
    public record Placement(
            String vpcId,
            String subnetId,
            List<String> securityGroupIds,
            String address,
            @Nullable String publicAddress) {
        public Placement {
            securityGroupIds = List.copyOf(securityGroupIds);
        }
    }
}
