package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.network.Ipv4Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.ReferencedSecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleRequest;

/** Reads the rules of requests, checks them as EC2 does, and tells which are the same. */
final class Rules {
    private static final int LAST_PORT = 65_535;
    private static final int LAST_PROTOCOL = 255;
    private static final Map<String, String> NAMES = Map.of("6", "tcp", "17", "udp", "1", "icmp", "58", "icmpv6");
    private static final Set<String> WITH_PORTS = Set.of("tcp", "udp");

    private final Resources resources;
    private final String region;
    private final SecurityGroup group;
    private final boolean isEgress;

    Rules(Resources resources, String region, SecurityGroup group, boolean isEgress) {
        this.resources = resources;
        this.region = region;
        this.group = group;
        this.isEgress = isEgress;
    }

    /** The rules that permissions are: one for each peer. */
    List<SecurityGroupRule> of(List<IpPermission> permissions) {
        List<SecurityGroupRule> rules = new ArrayList<>();
        for (IpPermission permission : permissions) {
            SecurityGroupRule ports = ports(permission.ipProtocol(), permission.fromPort(), permission.toPort());
            int before = rules.size();
            permission
                    .ipRanges()
                    .forEach(range -> rules.add(ports.toBuilder()
                            .cidrIpv4(block(range.cidrIp()))
                            .description(range.description())
                            .build()));
            permission
                    .ipv6Ranges()
                    .forEach(range -> rules.add(ports.toBuilder()
                            .cidrIpv6(ipv6Block(range.cidrIpv6()))
                            .description(range.description())
                            .build()));
            permission
                    .prefixListIds()
                    .forEach(list -> rules.add(ports.toBuilder()
                            .prefixListId(prefixList(list.prefixListId()))
                            .description(list.description())
                            .build()));
            permission
                    .userIdGroupPairs()
                    .forEach(pair -> rules.add(ports.toBuilder()
                            .referencedGroupInfo(peer(pair.groupId(), pair.groupName()))
                            .description(pair.description())
                            .build()));
            if (rules.size() == before) {
                throw Ec2Errors.of(
                        "MissingParameter", "The request must contain at least one source or destination of a rule");
            }
        }
        return rules;
    }

    /** A rule with one peer, as ModifySecurityGroupRules gives it. */
    SecurityGroupRule of(SecurityGroupRuleRequest given) {
        SecurityGroupRule.Builder rule = ports(given.ipProtocol(), given.fromPort(), given.toPort()).toBuilder()
                .description(given.description());
        if (given.cidrIpv4() != null) {
            rule.cidrIpv4(block(given.cidrIpv4()));
        } else if (given.cidrIpv6() != null) {
            rule.cidrIpv6(ipv6Block(given.cidrIpv6()));
        } else if (given.prefixListId() != null) {
            rule.prefixListId(prefixList(given.prefixListId()));
        } else {
            rule.referencedGroupInfo(peer(given.referencedGroupId(), null));
        }
        return rule.build();
    }

    private SecurityGroupRule ports(@Nullable String givenProtocol, @Nullable Integer from, @Nullable Integer to) {
        if (givenProtocol == null) {
            throw Ec2Errors.missing("ipProtocol");
        }
        String protocol = protocol(givenProtocol);
        SecurityGroupRule.Builder rule = SecurityGroupRule.builder()
                .groupId(group.groupId())
                .groupOwnerId(group.ownerId())
                .isEgress(isEgress)
                .ipProtocol(protocol);
        if (WITH_PORTS.contains(protocol)) {
            checkPorts(protocol, from, to);
            return rule.fromPort(from).toPort(to).build();
        }
        if (protocol.startsWith("icmp")) {
            return rule.fromPort(from == null ? -1 : from)
                    .toPort(to == null ? -1 : to)
                    .build();
        }
        return rule.fromPort(-1).toPort(-1).build();
    }

    private static void checkPorts(String protocol, @Nullable Integer from, @Nullable Integer to) {
        if (from == null || to == null) {
            throw Ec2Errors.invalidValue(
                    "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
        }
        boolean isAll = from == -1 && to == -1;
        if (!isAll && (from < 0 || to > LAST_PORT || from > to)) {
            throw Ec2Errors.invalidValue(
                    "Invalid %s port range (%d:%d)".formatted(protocol.toUpperCase(Locale.ROOT), from, to));
        }
    }

    private static String protocol(String given) {
        String lower = given.toLowerCase(Locale.ROOT);
        if (lower.equals("all") || lower.equals(Groups.ALL)) {
            return Groups.ALL;
        }
        if (NAMES.containsValue(lower)) {
            return lower;
        }
        if (lower.matches("\\d{1,3}") && Integer.parseInt(lower) <= LAST_PROTOCOL) {
            return NAMES.getOrDefault(lower, lower);
        }
        throw Ec2Errors.invalidValue("Invalid value '" + given + "' for IP protocol. Unknown protocol.");
    }

    private static String block(@Nullable String text) {
        return Ipv4Block.parse(text == null ? "" : text)
                .orElseThrow(() -> Ec2Errors.invalidValue("CIDR block " + text + " is malformed"))
                .toString();
    }

    private static String ipv6Block(@Nullable String text) {
        if (text == null || !text.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*/(\\d|[1-9]\\d|1[01]\\d|12[0-8])")) {
            throw Ec2Errors.invalidValue("CIDR block " + text + " is malformed");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private String prefixList(@Nullable String id) {
        return PrefixLists.find(region, String.valueOf(id))
                .map(PrefixLists.PrefixList::id)
                .orElseThrow(() -> PrefixLists.missing(String.valueOf(id)));
    }

    private ReferencedSecurityGroup peer(@Nullable String id, @Nullable String name) {
        SecurityGroup peer;
        if (id != null && !id.isEmpty()) {
            peer = resources.get(Kind.GROUP, region, id);
        } else if (name != null) {
            peer = Groups.named(resources, region, group.vpcId(), name)
                    .orElseThrow(() -> Ec2Errors.of(
                            Kind.GROUP.notFound(),
                            "The security group '" + name + "' does not exist in VPC '" + group.vpcId() + "'"));
        } else {
            throw Ec2Errors.missing("groupId");
        }
        if (!peer.vpcId().equals(group.vpcId())) {
            throw Ec2Errors.of(
                    Kind.GROUP.notFound(), "You have specified two resources that belong to different networks.");
        }
        return ReferencedSecurityGroup.builder()
                .groupId(peer.groupId())
                .userId(peer.ownerId())
                .build();
    }

    /** Whether two rules of one group let the same through, whatever their descriptions. */
    static boolean areSame(SecurityGroupRule left, SecurityGroupRule right) {
        return left.isEgress().equals(right.isEgress())
                && left.ipProtocol().equals(right.ipProtocol())
                && Objects.equals(left.fromPort(), right.fromPort())
                && Objects.equals(left.toPort(), right.toPort())
                && peer(left).equals(peer(right));
    }

    private static String peer(SecurityGroupRule rule) {
        if (rule.referencedGroupInfo() != null) {
            return rule.referencedGroupInfo().groupId();
        }
        return java.util.stream.Stream.of(rule.cidrIpv4(), rule.cidrIpv6(), rule.prefixListId())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }

    /** A rule in EC2's words: {@code peer: 10.0.0.0/8, TCP, from port: 22, to port: 22, ALLOW}. */
    static String described(SecurityGroupRule rule) {
        if (rule.ipProtocol().equals(Groups.ALL)) {
            return "peer: " + peer(rule) + ", ALL, ALLOW";
        }
        return "peer: %s, %s, from port: %d, to port: %d, ALLOW"
                .formatted(peer(rule), rule.ipProtocol().toUpperCase(Locale.ROOT), rule.fromPort(), rule.toPort());
    }
}
