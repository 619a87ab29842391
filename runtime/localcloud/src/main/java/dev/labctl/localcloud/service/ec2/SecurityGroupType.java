package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;

/** {@code AWS::EC2::SecurityGroup} with its inline rules. */
final class SecurityGroupType implements ResourceType {
    private static final int MAX_NAME = 255;
    private static final String INGRESS = "SecurityGroupIngress";
    private static final String EGRESS = "SecurityGroupEgress";
    private static final Set<String> DONE = Set.of("InvalidPermission.Duplicate", "InvalidPermission.NotFound");

    @Override
    public String name() {
        return "AWS::EC2::SecurityGroup";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("GroupDescription", Schema.STRING)
                .createOnly("GroupName", Schema.STRING)
                .createOnly("VpcId", Schema.STRING)
                .optional(INGRESS, Schema.listOf(RuleProperties.inline(false)))
                .optional(EGRESS, Schema.listOf(RuleProperties.inline(true)))
                .optional("Tags", StackCalls.tagList());
    }

    @Override
    public Set<String> attributes() {
        return Set.of("GroupId", "Id", "VpcId");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        Properties properties = request.properties();
        String id = StackCalls.create(
                        request,
                        CreateSecurityGroupRequest.builder()
                                .groupName(
                                        properties.string("GroupName").orElseGet(() -> request.generatedName(MAX_NAME)))
                                .description(properties.requiredString("GroupDescription"))
                                .vpcId(properties.string("VpcId").orElse(null))
                                .tagSpecifications(StackCalls.tags(request, Kind.GROUP))
                                .build(),
                        CreateSecurityGroupResponse.class)
                .groupId();
        request.created(id);
        changeRules(request, id, Properties.EMPTY, properties);
        return describe(request, id);
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        changeRules(request, request.id(), request.previousProperties(), request.properties());
        StackCalls.retag(request, request.id());
        return describe(request, request.id());
    }

    /** Takes away the rules that are no longer there and adds the new ones. Rules that others added stay. */
    private static void changeRules(ResourceRequest request, String id, Properties before, Properties after) {
        List<IpPermission> ingressBefore = rules(before, INGRESS);
        List<IpPermission> ingress = rules(after, INGRESS);
        List<IpPermission> egressBefore = egress(before);
        List<IpPermission> egress = egress(after);
        without(ingressBefore, ingress)
                .forEach(rule -> StackCalls.unless(
                        DONE,
                        () -> request.call(
                                RevokeSecurityGroupIngressRequest.builder()
                                        .groupId(id)
                                        .ipPermissions(rule)
                                        .build(),
                                RevokeSecurityGroupIngressResponse.class)));
        without(egressBefore, egress)
                .forEach(rule -> StackCalls.unless(
                        DONE,
                        () -> request.call(
                                RevokeSecurityGroupEgressRequest.builder()
                                        .groupId(id)
                                        .ipPermissions(rule)
                                        .build(),
                                RevokeSecurityGroupEgressResponse.class)));
        Set<String> tolerated = request.resumed() ? DONE : Set.of();
        without(ingress, ingressBefore)
                .forEach(rule -> StackCalls.unless(
                        tolerated,
                        () -> request.call(
                                AuthorizeSecurityGroupIngressRequest.builder()
                                        .groupId(id)
                                        .ipPermissions(rule)
                                        .build(),
                                AuthorizeSecurityGroupIngressResponse.class)));
        without(egress, egressBefore)
                .forEach(rule -> StackCalls.unless(
                        tolerated,
                        () -> request.call(
                                AuthorizeSecurityGroupEgressRequest.builder()
                                        .groupId(id)
                                        .ipPermissions(rule)
                                        .build(),
                                AuthorizeSecurityGroupEgressResponse.class)));
    }

    private static List<IpPermission> rules(Properties properties, String name) {
        return properties.objects(name).stream().map(RuleProperties::permission).toList();
    }

    /** A group whose template says nothing of egress lets everything out. */
    private static List<IpPermission> egress(Properties properties) {
        List<IpPermission> written = rules(properties, EGRESS);
        return written.isEmpty()
                ? List.of(IpPermission.builder()
                        .ipProtocol(Groups.ALL)
                        .ipRanges(IpRange.builder().cidrIp("0.0.0.0/0").build())
                        .build())
                : written;
    }

    private static List<IpPermission> without(List<IpPermission> rules, List<IpPermission> others) {
        return rules.stream().filter(rule -> !others.contains(rule)).toList();
    }

    @Override
    public void delete(ResourceRequest request) {
        StackCalls.delete(
                request,
                Kind.GROUP,
                DeleteSecurityGroupRequest.builder().groupId(request.id()).build(),
                DeleteSecurityGroupResponse.class);
    }

    private static PhysicalResource describe(ResourceRequest request, String id) {
        SecurityGroup group = request.call(
                        DescribeSecurityGroupsRequest.builder().groupIds(id).build(),
                        DescribeSecurityGroupsResponse.class)
                .securityGroups()
                .get(0);
        return new PhysicalResource(id, Map.of("GroupId", id, "Id", id, "VpcId", group.vpcId()));
    }
}
