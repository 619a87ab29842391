package dev.labctl.localcloud.service.ec2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.ReferencedSecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** Security groups with their rules: each rule is kept by itself, and shown as part of the group's permissions. */
final class Groups {
    /** The name of the group that every VPC has. */
    static final String DEFAULT = "default";

    static final String ALL = "-1";

    private Groups() {}

    /** The rules of a group, in the order of their ids. */
    static List<SecurityGroupRule> rules(Resources resources, String region, String groupId) {
        return resources.all(Kind.RULE, region).stream()
                .filter(rule -> rule.groupId().equals(groupId))
                .toList();
    }

    static Optional<SecurityGroup> named(Resources resources, String region, String vpcId, String name) {
        return resources.all(Kind.GROUP, region).stream()
                .filter(group ->
                        group.vpcId().equals(vpcId) && group.groupName().equals(name))
                .findFirst();
    }

    /** The rules a new group has: everything may leave; into a default group comes what stands in the same. */
    static void addDefaultRules(Resources resources, String region, SecurityGroup group, boolean isDefault) {
        SecurityGroupRule.Builder all = SecurityGroupRule.builder()
                .groupId(group.groupId())
                .groupOwnerId(group.ownerId())
                .ipProtocol(ALL)
                .fromPort(-1)
                .toPort(-1);
        put(resources, region, all.isEgress(true).cidrIpv4("0.0.0.0/0").build());
        if (isDefault) {
            put(
                    resources,
                    region,
                    all.isEgress(false)
                            .cidrIpv4(null)
                            .referencedGroupInfo(ReferencedSecurityGroup.builder()
                                    .groupId(group.groupId())
                                    .userId(group.ownerId())
                                    .build())
                            .build());
        }
    }

    /** Keeps a rule under a new id. */
    static SecurityGroupRule put(Resources resources, String region, SecurityGroupRule rule) {
        String id = Resources.newId(Kind.RULE.prefix());
        return resources.put(
                Kind.RULE,
                region,
                rule.toBuilder()
                        .securityGroupRuleId(id)
                        .securityGroupRuleArn(
                                "arn:aws:ec2:%s:%s:security-group-rule/%s".formatted(region, resources.accountId(), id))
                        .build());
    }

    /** Removes a group with its rules. */
    static void remove(Resources resources, String region, SecurityGroup group) {
        rules(resources, region, group.groupId())
                .forEach(rule -> resources.remove(Kind.RULE, region, rule.securityGroupRuleId()));
        resources.remove(Kind.GROUP, region, group.groupId());
    }

    /** A group as it is shown. */
    static SecurityGroup shown(Resources resources, String region, SecurityGroup group) {
        List<SecurityGroupRule> rules = rules(resources, region, group.groupId());
        return group.toBuilder()
                .securityGroupArn(
                        "arn:aws:ec2:%s:%s:security-group/%s".formatted(region, group.ownerId(), group.groupId()))
                .ipPermissions(permissions(rules, false))
                .ipPermissionsEgress(permissions(rules, true))
                .build();
    }

    /** The ports of a permission, which rules of several peers share. */
    private record Ports(
            String protocol,
            @Nullable Integer from,
            @Nullable Integer to) {}

    private static List<IpPermission> permissions(List<SecurityGroupRule> rules, boolean isEgress) {
        Map<Ports, List<SecurityGroupRule>> byPorts = new LinkedHashMap<>();
        rules.stream().filter(rule -> rule.isEgress() == isEgress).forEach(rule -> byPorts.computeIfAbsent(
                        new Ports(rule.ipProtocol(), rule.fromPort(), rule.toPort()), key -> new ArrayList<>())
                .add(rule));
        List<IpPermission> permissions = new ArrayList<>();
        byPorts.forEach((ports, same) -> permissions.add(permission(ports, same)));
        return permissions;
    }

    private static IpPermission permission(Ports ports, List<SecurityGroupRule> rules) {
        List<IpRange> ranges = new ArrayList<>();
        List<Ipv6Range> ipv6Ranges = new ArrayList<>();
        List<PrefixListId> prefixLists = new ArrayList<>();
        List<UserIdGroupPair> pairs = new ArrayList<>();
        for (SecurityGroupRule rule : rules) {
            String description = rule.description();
            if (rule.cidrIpv4() != null) {
                ranges.add(IpRange.builder()
                        .cidrIp(rule.cidrIpv4())
                        .description(description)
                        .build());
            } else if (rule.cidrIpv6() != null) {
                ipv6Ranges.add(Ipv6Range.builder()
                        .cidrIpv6(rule.cidrIpv6())
                        .description(description)
                        .build());
            } else if (rule.prefixListId() != null) {
                prefixLists.add(PrefixListId.builder()
                        .prefixListId(rule.prefixListId())
                        .description(description)
                        .build());
            } else {
                pairs.add(UserIdGroupPair.builder()
                        .groupId(rule.referencedGroupInfo().groupId())
                        .userId(rule.referencedGroupInfo().userId())
                        .description(description)
                        .build());
            }
        }
        boolean hasPorts = !ports.protocol().equals(ALL);
        return IpPermission.builder()
                .ipProtocol(ports.protocol())
                .fromPort(hasPorts ? ports.from() : null)
                .toPort(hasPorts ? ports.to() : null)
                .ipRanges(ranges)
                .ipv6Ranges(ipv6Ranges)
                .prefixListIds(prefixLists)
                .userIdGroupPairs(pairs)
                .build();
    }
}
