package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.CreateDbSubnetGroupRequest;
import software.amazon.awssdk.services.rds.model.CreateDbSubnetGroupResponse;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;
import software.amazon.awssdk.services.rds.model.DeleteDbSubnetGroupRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbSubnetGroupResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbSubnetGroupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbSubnetGroupsResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbSubnetGroupRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbSubnetGroupResponse;

/** DB subnet groups: in which subnets of one VPC an instance may stand. */
final class SubnetGroupOperations {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9 ._-]{0,254}");

    private final RdsTables tables;
    private final Network network;

    SubnetGroupOperations(RdsTables tables, Network network) {
        this.tables = tables;
        this.network = network;
    }

    void register(Operations operations) {
        operations.on(
                CreateDbSubnetGroupRequest.class,
                AccessRule.on("rds:CreateDBSubnetGroup", (q, call) -> arn(call, q.dbSubnetGroupName())),
                this::create);
        operations.on(
                DescribeDbSubnetGroupsRequest.class,
                AccessRule.on("rds:DescribeDBSubnetGroups", (q, call) -> arn(call, q.dbSubnetGroupName())),
                this::describe);
        operations.on(
                ModifyDbSubnetGroupRequest.class,
                AccessRule.on("rds:ModifyDBSubnetGroup", (q, call) -> arn(call, q.dbSubnetGroupName())),
                this::modify);
        operations.on(
                DeleteDbSubnetGroupRequest.class,
                AccessRule.on("rds:DeleteDBSubnetGroup", (q, call) -> arn(call, q.dbSubnetGroupName())),
                this::delete);
    }

    static String arn(Call call, @Nullable String name) {
        return call.arn(
                "rds", "subgrp:" + (name == null ? "*" : RdsTables.name(name).toLowerCase(Locale.ROOT)));
    }

    private DBSubnetGroup require(Call call, String name) {
        return tables.subnetGroups
                .get(RdsTables.key(call, RdsTables.name(name)))
                .orElseThrow(() -> RdsErrors.subnetGroupNotFound(name));
    }

    private synchronized CreateDbSubnetGroupResponse create(CreateDbSubnetGroupRequest request, Call call) {
        String name = request.dbSubnetGroupName();
        if (name == null || name.isBlank()) {
            throw RdsErrors.missing("DBSubnetGroupName");
        }
        if (!NAME.matcher(name).matches() || name.equalsIgnoreCase("default")) {
            throw RdsErrors.invalidValue("The parameter DBSubnetGroupName is not a valid identifier. Identifiers must"
                    + " contain only letters, digits, hyphens, underscores, periods and spaces, and must not be"
                    + " \"default\".");
        }
        String key = RdsTables.key(call, name);
        if (tables.subnetGroups.contains(key)) {
            throw AwsError.of(400, "DBSubnetGroupAlreadyExists", "The DB subnet group '" + name + "' already exists.");
        }
        Network.Place place = network.place(call, request.subnetIds());
        DBSubnetGroup group = DBSubnetGroup.builder()
                .dbSubnetGroupName(name.toLowerCase(Locale.ROOT))
                .dbSubnetGroupDescription(request.dbSubnetGroupDescription())
                .vpcId(place.vpcId())
                .subnetGroupStatus("Complete")
                .subnets(place.subnets())
                .dbSubnetGroupArn(arn(call, name))
                .supportedNetworkTypes("IPV4")
                .build();
        tables.write(() -> {
            tables.subnetGroups.put(key, group);
            tables.tag(group.dbSubnetGroupArn(), request.tags());
        });
        return CreateDbSubnetGroupResponse.builder().dbSubnetGroup(group).build();
    }

    private DescribeDbSubnetGroupsResponse describe(DescribeDbSubnetGroupsRequest request, Call call) {
        if (request.dbSubnetGroupName() != null) {
            return DescribeDbSubnetGroupsResponse.builder()
                    .dbSubnetGroups(require(call, request.dbSubnetGroupName()))
                    .build();
        }
        List<DBSubnetGroup> all = tables.subnetGroups
                .prefix(call.region() + "|")
                .map(Map.Entry::getValue)
                .toList();
        Page<DBSubnetGroup> page =
                Paging.of(all, DBSubnetGroup::dbSubnetGroupName, request.marker(), request.maxRecords());
        return DescribeDbSubnetGroupsResponse.builder()
                .dbSubnetGroups(page.items())
                .marker(page.nextToken())
                .build();
    }

    private synchronized ModifyDbSubnetGroupResponse modify(ModifyDbSubnetGroupRequest request, Call call) {
        DBSubnetGroup before = require(call, request.dbSubnetGroupName());
        Network.Place place = network.place(call, request.subnetIds());
        DBSubnetGroup changed = before.toBuilder()
                .dbSubnetGroupDescription(
                        request.dbSubnetGroupDescription() == null
                                ? before.dbSubnetGroupDescription()
                                : request.dbSubnetGroupDescription())
                .vpcId(place.vpcId())
                .subnets(place.subnets())
                .build();
        tables.write(() -> {
            tables.subnetGroups.put(RdsTables.key(call, changed.dbSubnetGroupName()), changed);
            users(call, changed.dbSubnetGroupName())
                    .forEach(key -> tables.change(key, instance -> instance.dbSubnetGroup(changed)));
        });
        return ModifyDbSubnetGroupResponse.builder().dbSubnetGroup(changed).build();
    }

    /** The keys of the instances in this group. */
    private List<String> users(Call call, String name) {
        return tables.instances
                .prefix(call.region() + "|")
                .filter(entry -> entry.getValue().dbSubnetGroup() != null
                        && name.equals(entry.getValue().dbSubnetGroup().dbSubnetGroupName()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private synchronized DeleteDbSubnetGroupResponse delete(DeleteDbSubnetGroupRequest request, Call call) {
        DBSubnetGroup group = require(call, request.dbSubnetGroupName());
        List<String> users = users(call, group.dbSubnetGroupName());
        if (!users.isEmpty()) {
            throw AwsError.of(
                    400,
                    "InvalidDBSubnetGroupStateFault",
                    "Cannot delete the subnet group '" + group.dbSubnetGroupName()
                            + "' because at least one database instance: "
                            + users.get(0).substring(users.get(0).indexOf('|') + 1) + " is still using it.");
        }
        tables.write(() -> {
            tables.subnetGroups.remove(RdsTables.key(call, group.dbSubnetGroupName()));
            tables.tags.remove(group.dbSubnetGroupArn());
        });
        return DeleteDbSubnetGroupResponse.builder().build();
    }
}
