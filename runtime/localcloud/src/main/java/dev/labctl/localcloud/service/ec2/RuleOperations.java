package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleUpdate;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsEgressRequest;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsEgressResponse;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsIngressRequest;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsIngressResponse;

/** The rules of security groups. */
final class RuleOperations {
    private static final int MAX_RULES = 60;

    private final Resources resources;

    RuleOperations(Resources resources) {
        this.resources = resources;
    }

    void register(Registrar registrar) {
        registrar.change(
                AuthorizeSecurityGroupIngressRequest.class,
                Permission.on(
                        "AuthorizeSecurityGroupIngress",
                        request -> Objects.requireNonNullElse(request.groupId(), "sg-*")),
                (request, call) -> {
                    Rules rules = rules(request, false, call);
                    return AuthorizeSecurityGroupIngressResponse.builder()
                            .returnValue(true)
                            .securityGroupRules(
                                    add(request, group(request, call), rules, request.ipPermissions(), call))
                            .build();
                });
        registrar.change(
                AuthorizeSecurityGroupEgressRequest.class,
                Permission.on("AuthorizeSecurityGroupEgress", AuthorizeSecurityGroupEgressRequest::groupId),
                (request, call) -> {
                    Rules rules = rules(request, true, call);
                    return AuthorizeSecurityGroupEgressResponse.builder()
                            .returnValue(true)
                            .securityGroupRules(
                                    add(request, group(request, call), rules, request.ipPermissions(), call))
                            .build();
                });
        registrar.change(
                RevokeSecurityGroupIngressRequest.class,
                Permission.on(
                        "RevokeSecurityGroupIngress", request -> Objects.requireNonNullElse(request.groupId(), "sg-*")),
                (request, call) -> {
                    remove(request, false, request.ipPermissions(), request.securityGroupRuleIds(), call);
                    return RevokeSecurityGroupIngressResponse.builder()
                            .returnValue(true)
                            .build();
                });
        registrar.change(
                RevokeSecurityGroupEgressRequest.class,
                Permission.on("RevokeSecurityGroupEgress", RevokeSecurityGroupEgressRequest::groupId),
                (request, call) -> {
                    remove(request, true, request.ipPermissions(), request.securityGroupRuleIds(), call);
                    return RevokeSecurityGroupEgressResponse.builder()
                            .returnValue(true)
                            .build();
                });
        registerOnExisting(registrar);
    }

    private void registerOnExisting(Registrar registrar) {
        registrar.describe(
                DescribeSecurityGroupRulesRequest.class,
                Kind.RULE,
                DescribeSecurityGroupRulesRequest::securityGroupRuleIds,
                (rules, token) -> DescribeSecurityGroupRulesResponse.builder()
                        .securityGroupRules(rules)
                        .nextToken(token)
                        .build());
        registrar.change(
                ModifySecurityGroupRulesRequest.class,
                Permission.on("ModifySecurityGroupRules", ModifySecurityGroupRulesRequest::groupId),
                this::modify);
        registrar.change(
                UpdateSecurityGroupRuleDescriptionsIngressRequest.class,
                Permission.on(
                        "UpdateSecurityGroupRuleDescriptionsIngress",
                        UpdateSecurityGroupRuleDescriptionsIngressRequest::groupId),
                (request, call) -> {
                    Registrar.refuse(request, "SecurityGroupRuleDescriptions");
                    describe(group(request, call), false, request.ipPermissions(), call);
                    return UpdateSecurityGroupRuleDescriptionsIngressResponse.builder()
                            .returnValue(true)
                            .build();
                });
        registrar.change(
                UpdateSecurityGroupRuleDescriptionsEgressRequest.class,
                Permission.on(
                        "UpdateSecurityGroupRuleDescriptionsEgress",
                        UpdateSecurityGroupRuleDescriptionsEgressRequest::groupId),
                (request, call) -> {
                    Registrar.refuse(request, "SecurityGroupRuleDescriptions");
                    describe(group(request, call), true, request.ipPermissions(), call);
                    return UpdateSecurityGroupRuleDescriptionsEgressResponse.builder()
                            .returnValue(true)
                            .build();
                });
    }

    private SecurityGroup group(SdkRequest request, Call call) {
        return GroupOperations.find(resources, call.region(), text(request, "GroupId"), text(request, "GroupName"));
    }

    private Rules rules(SdkRequest request, boolean isEgress, Call call) {
        return new Rules(resources, call.region(), group(request, call), isEgress);
    }

    private static @Nullable String text(SdkRequest request, String member) {
        return request.getValueForField(member, String.class).orElse(null);
    }

    /** The permissions of a request, those told by its older members among them. */
    private static List<IpPermission> permissions(SdkRequest request, List<IpPermission> given) {
        String protocol = text(request, "IpProtocol");
        String block = text(request, "CidrIp");
        if (protocol == null && block == null) {
            Registrar.refuse(request, "SourceSecurityGroupName", "SourceSecurityGroupOwnerId");
            return given;
        }
        List<IpPermission> all = new ArrayList<>(given);
        all.add(IpPermission.builder()
                .ipProtocol(protocol)
                .fromPort(request.getValueForField("FromPort", Integer.class).orElse(null))
                .toPort(request.getValueForField("ToPort", Integer.class).orElse(null))
                .ipRanges(IpRange.builder().cidrIp(block).build())
                .build());
        return all;
    }

    private List<SecurityGroupRule> add(
            SdkRequest request, SecurityGroup group, Rules reader, List<IpPermission> given, Call call) {
        List<SecurityGroupRule> added = reader.of(permissions(request, given));
        if (added.isEmpty()) {
            throw Ec2Errors.missing("ipPermissions");
        }
        List<SecurityGroupRule> existing = Groups.rules(resources, call.region(), group.groupId());
        for (int i = 0; i < added.size(); i++) {
            SecurityGroupRule rule = added.get(i);
            if (added.subList(0, i).stream().anyMatch(other -> Rules.areSame(rule, other))) {
                throw Ec2Errors.invalidValue("The same permission must not appear multiple times");
            }
            if (existing.stream().anyMatch(other -> Rules.areSame(rule, other))) {
                throw Ec2Errors.of(
                        "InvalidPermission.Duplicate",
                        "the specified rule \"" + Rules.described(rule) + "\" already exists");
            }
        }
        long sameWay = existing.stream()
                .filter(rule -> rule.isEgress().equals(added.get(0).isEgress()))
                .count();
        if (sameWay + added.size() > MAX_RULES) {
            throw Ec2Errors.of(
                    "RulesPerSecurityGroupLimitExceeded",
                    "The maximum number of rules per security group has been reached.");
        }
        Map<String, String> tags = Creation.tags(Kind.RULE, request, call);
        return added.stream()
                .map(rule -> {
                    SecurityGroupRule put = Groups.put(resources, call.region(), rule);
                    resources.putTags(call.region(), put.securityGroupRuleId(), tags);
                    return resources.get(Kind.RULE, call.region(), put.securityGroupRuleId());
                })
                .toList();
    }

    private void remove(
            SdkRequest request, boolean isEgress, List<IpPermission> given, List<String> ruleIds, Call call) {
        SecurityGroup group = group(request, call);
        List<SecurityGroupRule> existing = Groups.rules(resources, call.region(), group.groupId()).stream()
                .filter(rule -> rule.isEgress() == isEgress)
                .toList();
        List<SecurityGroupRule> doomed = new ArrayList<>();
        for (String id : ruleIds) {
            doomed.add(existing.stream()
                    .filter(rule -> rule.securityGroupRuleId().equals(id))
                    .findFirst()
                    .orElseThrow(() -> Kind.RULE.missing(id)));
        }
        Rules reader = new Rules(resources, call.region(), group, isEgress);
        for (SecurityGroupRule rule : reader.of(permissions(request, given))) {
            doomed.add(same(existing, rule));
        }
        doomed.forEach(rule -> resources.remove(Kind.RULE, call.region(), rule.securityGroupRuleId()));
    }

    private static SecurityGroupRule same(List<SecurityGroupRule> existing, SecurityGroupRule wanted) {
        return existing.stream()
                .filter(rule -> Rules.areSame(rule, wanted))
                .findFirst()
                .orElseThrow(() -> Ec2Errors.of(
                        "InvalidPermission.NotFound", "The specified rule does not exist in this security group."));
    }

    private void describe(SecurityGroup group, boolean isEgress, List<IpPermission> permissions, Call call) {
        List<SecurityGroupRule> existing = Groups.rules(resources, call.region(), group.groupId());
        for (SecurityGroupRule rule : new Rules(resources, call.region(), group, isEgress).of(permissions)) {
            SecurityGroupRule before = same(existing, rule);
            resources.put(
                    Kind.RULE,
                    call.region(),
                    before.toBuilder().description(rule.description()).build());
        }
    }

    private ModifySecurityGroupRulesResponse modify(ModifySecurityGroupRulesRequest request, Call call) {
        SecurityGroup group = group(request, call);
        for (SecurityGroupRuleUpdate update : request.securityGroupRules()) {
            SecurityGroupRule before = resources.get(Kind.RULE, call.region(), update.securityGroupRuleId());
            if (!before.groupId().equals(group.groupId())) {
                throw Kind.RULE.missing(update.securityGroupRuleId());
            }
            SecurityGroupRule after =
                    new Rules(resources, call.region(), group, before.isEgress()).of(update.securityGroupRule());
            boolean isTaken = Groups.rules(resources, call.region(), group.groupId()).stream()
                    .anyMatch(other -> !other.securityGroupRuleId().equals(before.securityGroupRuleId())
                            && Rules.areSame(other, after));
            if (isTaken) {
                throw Ec2Errors.of(
                        "InvalidPermission.Duplicate",
                        "the specified rule \"" + Rules.described(after) + "\" already exists");
            }
            resources.put(
                    Kind.RULE,
                    call.region(),
                    after.toBuilder()
                            .securityGroupRuleId(before.securityGroupRuleId())
                            .securityGroupRuleArn(before.securityGroupRuleArn())
                            .build());
        }
        return ModifySecurityGroupRulesResponse.builder().returnValue(true).build();
    }
}
