package dev.labctl.localcloud.network;

import java.net.InetSocketAddress;
import java.util.List;

/** Decides when a connection is opened whether the peer may reach a resource inside a VPC. */
@FunctionalInterface
public interface Gate {
    /**
     * Whether packets of this peer arrive.
     *
     * @param peer the connection's other end
     * @param localPort the connection's end on this side
     */
    boolean admits(InetSocketAddress peer, int localPort, Target target);

    /**
     * What is reached.
     *
     * @param vpcId the VPC it stands in
     * @param securityGroupIds its security groups
     * @param isPublic whether it has a public address
     * @param port the port that security group rules know it by
     */
    record Target(String vpcId, List<String> securityGroupIds, boolean isPublic, int port) {
        public Target {
            securityGroupIds = List.copyOf(securityGroupIds);
        }
    }
}
