package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** A security group rule as templates write it, inside of a group or as a resource of its own. */
final class RuleProperties {
    private static final List<String> DESTINATIONS = List.of("DestinationPrefixListId", "DestinationSecurityGroupId");
    private static final List<String> SOURCES = List.of(
            "SourcePrefixListId", "SourceSecurityGroupId", "SourceSecurityGroupName", "SourceSecurityGroupOwnerId");

    private RuleProperties() {}

    /** The properties of an inline rule; the peers of ingress are sources, of egress destinations. */
    static ObjectSchema inline(boolean isEgress) {
        ObjectSchema schema = ObjectSchema.of().required("IpProtocol", Schema.STRING);
        return with(schema, isEgress, ObjectSchema::optional);
    }

    /** The properties of a rule that is a resource: all but the description replace it. */
    static ObjectSchema resource(boolean isEgress) {
        ObjectSchema schema = ObjectSchema.of()
                .requiredCreateOnly("GroupId", Schema.STRING)
                .requiredCreateOnly("IpProtocol", Schema.STRING);
        return with(schema, isEgress, ObjectSchema::createOnly);
    }

    private interface Declaration {
        ObjectSchema of(ObjectSchema schema, String name, Schema type);
    }

    private static ObjectSchema with(ObjectSchema start, boolean isEgress, Declaration declaration) {
        ObjectSchema schema = start;
        for (String port : List.of("FromPort", "ToPort")) {
            schema = declaration.of(schema, port, Schema.INTEGER);
        }
        for (String block : List.of("CidrIp", "CidrIpv6")) {
            schema = declaration.of(schema, block, Schema.STRING);
        }
        schema = schema.optional("Description", Schema.STRING);
        for (String peer : isEgress ? DESTINATIONS : SOURCES) {
            schema = declaration.of(schema, peer, Schema.STRING);
        }
        return schema;
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
