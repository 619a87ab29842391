package dev.labctl.localcloud.network;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.IpPermission;

/** Evaluates the permissions of security groups for TCP; answers to what is let through need none of their own. */
final class Firewall {
    private static final String ALL = "-1";

    private Firewall() {}

    /**
     * The other end of a connection.
     *
     * @param block its address, or the block it is somewhere in
     * @param groupIds its security groups
     * @param prefixListIds the prefix lists it is on
     */
    record Peer(Ipv4Block block, Set<String> groupIds, Set<String> prefixListIds) {
        Peer {
            groupIds = Set.copyOf(groupIds);
            prefixListIds = Set.copyOf(prefixListIds);
        }

        static Peer at(String address, Collection<String> groupIds) {
            return new Peer(single(address), Set.copyOf(groupIds), Set.of());
        }
    }

    /** The block of one address. */
    static Ipv4Block single(String address) {
        return new Ipv4Block(
                Ipv4Block.address(address)
                        .orElseThrow(() -> new IllegalArgumentException("not an address: " + address)),
                32);
    }

    static boolean allows(List<IpPermission> permissions, int port, Peer peer) {
        return permissions.stream().anyMatch(permission -> isForPort(permission, port) && isFor(permission, peer));
    }

    private static boolean isForPort(IpPermission permission, int port) {
        if (permission.ipProtocol().equals(ALL)) {
            return true;
        }
        if (!permission.ipProtocol().equals("tcp")) {
            return false;
        }
        boolean isAll = permission.fromPort() == null || permission.fromPort() < 0;
        return isAll || (permission.fromPort() <= port && port <= permission.toPort());
    }

    private static boolean isFor(IpPermission permission, Peer peer) {
        return permission.ipRanges().stream()
                        .flatMap(range -> Ipv4Block.parse(range.cidrIp()).stream())
                        .anyMatch(block -> block.contains(peer.block()))
                || permission.userIdGroupPairs().stream()
                        .anyMatch(pair -> peer.groupIds().contains(pair.groupId()))
                || permission.prefixListIds().stream()
                        .anyMatch(list -> peer.prefixListIds().contains(list.prefixListId()));
    }
}
