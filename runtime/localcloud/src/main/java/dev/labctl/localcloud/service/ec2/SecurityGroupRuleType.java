package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsEgressRequest;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsEgressResponse;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsIngressRequest;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsIngressResponse;

/** {@code AWS::EC2::SecurityGroupIngress} and {@code AWS::EC2::SecurityGroupEgress}. */
final class SecurityGroupRuleType implements ResourceType {
    private static final Set<String> GONE =
            Set.of("InvalidPermission.NotFound", Kind.GROUP.notFound(), Kind.RULE.notFound());

    private final boolean isEgress;

    SecurityGroupRuleType(boolean isEgress) {
        this.isEgress = isEgress;
    }

    @Override
    public String name() {
        return isEgress ? "AWS::EC2::SecurityGroupEgress" : "AWS::EC2::SecurityGroupIngress";
    }

    @Override
    public ObjectSchema schema() {
        return RuleProperties.resource(isEgress);
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Id");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String group = request.properties().requiredString("GroupId");
        IpPermission permission = RuleProperties.permission(request.properties());
        String id;
        try {
            id = authorize(request, group, permission).get(0).securityGroupRuleId();
        } catch (AwsError e) {
            if (!request.resumed() || !e.code().equals("InvalidPermission.Duplicate")) {
                throw e;
            }
            id = existing(request, group, permission);
        }
        return new PhysicalResource(id, Map.of("Id", id));
    }

    private List<SecurityGroupRule> authorize(ResourceRequest request, String group, IpPermission permission) {
        return isEgress
                ? request.call(
                                AuthorizeSecurityGroupEgressRequest.builder()
                                        .groupId(group)
                                        .ipPermissions(permission)
                                        .build(),
                                AuthorizeSecurityGroupEgressResponse.class)
                        .securityGroupRules()
                : request.call(
                                AuthorizeSecurityGroupIngressRequest.builder()
                                        .groupId(group)
                                        .ipPermissions(permission)
                                        .build(),
                                AuthorizeSecurityGroupIngressResponse.class)
                        .securityGroupRules();
    }

    /** The rule that an interrupted creation has made. */
    private String existing(ResourceRequest request, String group, IpPermission permission) {
        return request
                .call(
                        DescribeSecurityGroupRulesRequest.builder()
                                .filters(Filter.builder()
                                        .name("group-id")
                                        .values(group)
                                        .build())
                                .build(),
                        DescribeSecurityGroupRulesResponse.class)
                .securityGroupRules()
                .stream()
                .filter(rule -> rule.isEgress() == isEgress && isSame(rule, permission))
                .map(SecurityGroupRule::securityGroupRuleId)
                .findFirst()
                .orElseThrow(() -> Ec2Errors.of("InvalidPermission.NotFound", "The rule is gone."));
    }

    private static boolean isSame(SecurityGroupRule rule, IpPermission permission) {
        boolean hasPeer =
                permission.ipRanges().stream().anyMatch(range -> range.cidrIp().equals(rule.cidrIpv4()))
                        || permission.ipv6Ranges().stream()
                                .anyMatch(range -> range.cidrIpv6().equals(rule.cidrIpv6()))
                        || permission.prefixListIds().stream()
                                .anyMatch(list -> list.prefixListId().equals(rule.prefixListId()))
                        || permission.userIdGroupPairs().stream()
                                .anyMatch(pair -> rule.referencedGroupInfo() != null
                                        && rule.referencedGroupInfo().groupId().equals(pair.groupId()));
        boolean isAll = rule.fromPort() == -1;
        return hasPeer && (isAll || rule.fromPort().equals(permission.fromPort()));
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        String group = request.properties().requiredString("GroupId");
        IpPermission permission = RuleProperties.permission(request.properties());
        if (isEgress) {
            request.call(
                    UpdateSecurityGroupRuleDescriptionsEgressRequest.builder()
                            .groupId(group)
                            .ipPermissions(permission)
                            .build(),
                    UpdateSecurityGroupRuleDescriptionsEgressResponse.class);
        } else {
            request.call(
                    UpdateSecurityGroupRuleDescriptionsIngressRequest.builder()
                            .groupId(group)
                            .ipPermissions(permission)
                            .build(),
                    UpdateSecurityGroupRuleDescriptionsIngressResponse.class);
        }
        return new PhysicalResource(request.id(), Map.of("Id", request.id()));
    }

    @Override
    public void delete(ResourceRequest request) {
        String group = request.properties().requiredString("GroupId");
        StackCalls.unless(GONE, () -> {
            if (isEgress) {
                request.call(
                        RevokeSecurityGroupEgressRequest.builder()
                                .groupId(group)
                                .securityGroupRuleIds(request.id())
                                .build(),
                        RevokeSecurityGroupEgressResponse.class);
            } else {
                request.call(
                        RevokeSecurityGroupIngressRequest.builder()
                                .groupId(group)
                                .securityGroupRuleIds(request.id())
                                .build(),
                        RevokeSecurityGroupIngressResponse.class);
            }
        });
    }
}
