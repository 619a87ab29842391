package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** Security groups. */
final class GroupOperations {
    private static final int MAX_TEXT = 255;
    private static final String CHARACTERS = "[a-zA-Z0-9. _\\-:/()#,@\\[\\]+=&;{}!$*]*";

    private final Resources resources;

    GroupOperations(Resources resources) {
        this.resources = resources;
    }

    void register(Registrar registrar) {
        registrar.change(
                CreateSecurityGroupRequest.class,
                Permission.create("CreateSecurityGroup", Kind.GROUP, CreateSecurityGroupRequest::vpcId),
                this::create);
        registrar.change(DeleteSecurityGroupRequest.class, deleteAccess(), this::delete);
        registrar.describe(
                DescribeSecurityGroupsRequest.class,
                Kind.GROUP,
                request -> {
                    Registrar.refuse(request, "GroupNames");
                    return request.groupIds();
                },
                (region, group) -> Groups.shown(resources, region, group),
                (groups, token) -> DescribeSecurityGroupsResponse.builder()
                        .securityGroups(groups)
                        .nextToken(token)
                        .build());
    }

    private AccessRule<DeleteSecurityGroupRequest> deleteAccess() {
        return (request, call) -> Permission.onAll(
                "DeleteSecurityGroup", List.of(request.groupId() == null ? "sg-*" : request.groupId()), call);
    }

    private CreateSecurityGroupResponse create(CreateSecurityGroupRequest request, Call call) {
        String name = text(request.groupName(), "groupName", "name");
        String description = text(request.description(), "GroupDescription", "description");
        if (name.startsWith(Kind.GROUP.prefix())) {
            throw Ec2Errors.invalidValue(name, "GroupName", "Group names may not be in the format sg-*.");
        }
        if (name.equals(Groups.DEFAULT)) {
            throw Ec2Errors.of("InvalidGroup.Reserved", "The security group 'default' is reserved");
        }
        Vpc vpc = vpc(request.vpcId(), call.region());
        SecurityGroup group = Creation.once(resources, Kind.GROUP, request, call, id -> {
            if (Groups.named(resources, call.region(), vpc.vpcId(), name).isPresent()) {
                throw Ec2Errors.of(
                        "InvalidGroup.Duplicate",
                        "The security group '" + name + "' already exists for VPC '" + vpc.vpcId() + "'");
            }
            SecurityGroup made = SecurityGroup.builder()
                    .groupId(id)
                    .groupName(name)
                    .description(description)
                    .vpcId(vpc.vpcId())
                    .ownerId(call.accountId())
                    .build();
            Groups.addDefaultRules(resources, call.region(), made, false);
            return made;
        });
        return CreateSecurityGroupResponse.builder()
                .groupId(group.groupId())
                .securityGroupArn(Permission.arn(call, Kind.GROUP.type(), group.groupId()))
                .tags(group.tags())
                .build();
    }

    private static String text(@Nullable String text, String parameter, String what) {
        if (text == null || text.isEmpty()) {
            throw Ec2Errors.missing(parameter);
        }
        if (text.chars().anyMatch(character -> character > 127)) {
            throw Ec2Errors.invalidValue(text, parameter, "Character sets beyond ASCII are not supported.");
        }
        if (text.length() > MAX_TEXT || !text.matches(CHARACTERS)) {
            throw Ec2Errors.invalidValue("Invalid security group " + what + ". Valid " + what
                    + "s are strings less than 256 characters from the following set: "
                    + " a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*");
        }
        return text;
    }

    /** The VPC asked for; the default one when none is. */
    private Vpc vpc(@Nullable String id, String region) {
        if (id != null) {
            return resources.get(Kind.VPC, region, id);
        }
        return resources.all(Kind.VPC, region).stream()
                .filter(Vpc::isDefault)
                .findFirst()
                .orElseThrow(() -> Ec2Errors.of("VPCIdNotSpecified", "No default VPC for this user"));
    }

    private DeleteSecurityGroupResponse delete(DeleteSecurityGroupRequest request, Call call) {
        SecurityGroup group = find(resources, call.region(), request.groupId(), request.groupName());
        if (group.groupName().equals(Groups.DEFAULT)) {
            throw Ec2Errors.of(
                    "CannotDelete",
                    "the specified group: \"%s\" name: \"default\" cannot be deleted by a user"
                            .formatted(group.groupId()));
        }
        if (isUsed(call.region(), group.groupId())) {
            throw Ec2Errors.of("DependencyViolation", "resource " + group.groupId() + " has a dependent object");
        }
        Groups.remove(resources, call.region(), group);
        return DeleteSecurityGroupResponse.builder()
                .groupId(group.groupId())
                .returnValue(true)
                .build();
    }

    /** A group by its id, or by its name in the default VPC. */
    static SecurityGroup find(Resources resources, String region, @Nullable String id, @Nullable String name) {
        if (id != null || name == null) {
            return resources.get(Kind.GROUP, region, id);
        }
        Optional<Vpc> vpc =
                resources.all(Kind.VPC, region).stream().filter(Vpc::isDefault).findFirst();
        return vpc.flatMap(found -> Groups.named(resources, region, found.vpcId(), name))
                .orElseThrow(() -> Ec2Errors.of(
                        Kind.GROUP.notFound(),
                        "The security group '" + name + "' does not exist"
                                + vpc.map(found -> " in default VPC '" + found.vpcId() + "'")
                                        .orElse("")));
    }

    private boolean isUsed(String region, String groupId) {
        List<String> users = new ArrayList<>();
        resources.all(Kind.INTERFACE, region).stream()
                .filter(networkInterface -> networkInterface.groups().stream()
                        .anyMatch(each -> each.groupId().equals(groupId)))
                .forEach(networkInterface -> users.add(networkInterface.networkInterfaceId()));
        resources.all(Kind.RULE, region).stream()
                .filter(rule -> !rule.groupId().equals(groupId)
                        && rule.referencedGroupInfo() != null
                        && rule.referencedGroupInfo().groupId().equals(groupId))
                .forEach(rule -> users.add(rule.securityGroupRuleId()));
        resources.all(Kind.ENDPOINT, region).stream()
                .filter(endpoint -> endpoint.groups().stream()
                        .anyMatch(each -> each.groupId().equals(groupId)))
                .forEach(endpoint -> users.add(endpoint.vpcEndpointId()));
        return !users.isEmpty();
    }
}
