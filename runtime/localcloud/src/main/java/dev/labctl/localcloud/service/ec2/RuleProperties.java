package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** A security group rule as templates write it, inside of a group or as a resource of its own. */
final class RuleProperties {
    private RuleProperties() {}

    /** The properties of an inline rule; the peers of ingress are sources, of egress destinations. */
    static ObjectSchema inline(boolean isEgress) {
        ObjectSchema schema = ObjectSchema.of()
                .required("IpProtocol", Schema.STRING)
                .optional("FromPort", Schema.INTEGER)
                .optional("ToPort", Schema.INTEGER)
                .optional("CidrIp", Schema.STRING)
                .optional("CidrIpv6", Schema.STRING)
                .optional("Description", Schema.STRING);
        return isEgress
                ? schema.optional("DestinationPrefixListId", Schema.STRING)
                        .optional("DestinationSecurityGroupId", Schema.STRING)
                : schema.optional("SourcePrefixListId", Schema.STRING)
                        .optional("SourceSecurityGroupId", Schema.STRING)
                        .optional("SourceSecurityGroupName", Schema.STRING)
                        .optional("SourceSecurityGroupOwnerId", Schema.STRING);
    }

    /** The properties of a rule that is a resource: all but the description replace it. */
    static ObjectSchema resource(boolean isEgress) {
        ObjectSchema schema = ObjectSchema.of()
                .requiredCreateOnly("GroupId", Schema.STRING)
                .requiredCreateOnly("IpProtocol", Schema.STRING)
                .createOnly("FromPort", Schema.INTEGER)
                .createOnly("ToPort", Schema.INTEGER)
                .createOnly("CidrIp", Schema.STRING)
                .createOnly("CidrIpv6", Schema.STRING)
                .optional("Description", Schema.STRING);
        return isEgress
                ? schema.createOnly("DestinationPrefixListId", Schema.STRING)
                        .createOnly("DestinationSecurityGroupId", Schema.STRING)
                : schema.createOnly("SourcePrefixListId", Schema.STRING)
                        .createOnly("SourceSecurityGroupId", Schema.STRING)
                        .createOnly("SourceSecurityGroupName", Schema.STRING)
                        .createOnly("SourceSecurityGroupOwnerId", Schema.STRING);
    }

    /** The permission that a rule is. */
    static IpPermission permission(Properties rule) {
        String description = rule.string("Description").orElse(null);
        IpPermission.Builder permission = IpPermission.builder()
                .ipProtocol(rule.requiredString("IpProtocol"))
                .fromPort(rule.integer("FromPort").orElse(null))
                .toPort(rule.integer("ToPort").orElse(null));
        rule.string("CidrIp")
                .ifPresent(block -> permission.ipRanges(
                        IpRange.builder().cidrIp(block).description(description).build()));
        rule.string("CidrIpv6")
                .ifPresent(block -> permission.ipv6Ranges(Ipv6Range.builder()
                        .cidrIpv6(block)
                        .description(description)
                        .build()));
        rule.string("SourcePrefixListId")
                .or(() -> rule.string("DestinationPrefixListId"))
                .ifPresent(list -> permission.prefixListIds(PrefixListId.builder()
                        .prefixListId(list)
                        .description(description)
                        .build()));
        rule.string("SourceSecurityGroupId")
                .or(() -> rule.string("DestinationSecurityGroupId"))
                .ifPresent(group -> permission.userIdGroupPairs(UserIdGroupPair.builder()
                        .groupId(group)
                        .description(description)
                        .build()));
        rule.string("SourceSecurityGroupName")
                .ifPresent(name -> permission.userIdGroupPairs(UserIdGroupPair.builder()
                        .groupName(name)
                        .description(description)
                        .build()));
        return permission.build();
    }
}
