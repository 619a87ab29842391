package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.rds.model.CreateDbSubnetGroupRequest;
import software.amazon.awssdk.services.rds.model.CreateDbSubnetGroupResponse;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;
import software.amazon.awssdk.services.rds.model.DeleteDbSubnetGroupRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbSubnetGroupResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbSubnetGroupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbSubnetGroupsResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbSubnetGroupRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbSubnetGroupResponse;

/** {@code AWS::RDS::DBSubnetGroup}. */
final class DbSubnetGroupType implements ResourceType {
    private static final int MAX_NAME = 255;

    @Override
    public String name() {
        return "AWS::RDS::DBSubnetGroup";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .createOnly("DBSubnetGroupName", Schema.STRING)
                .required("DBSubnetGroupDescription", Schema.STRING)
                .required("SubnetIds", Schema.listOf(Schema.STRING))
                .optional("Tags", SdkProperties.TAG_LIST);
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String name = request.properties()
                .string("DBSubnetGroupName")
                .orElseGet(() -> request.generatedName(MAX_NAME))
                .toLowerCase(Locale.ROOT);
        try {
            request.call(
                    CreateDbSubnetGroupRequest.builder()
                            .dbSubnetGroupName(name)
                            .dbSubnetGroupDescription(request.properties().requiredString("DBSubnetGroupDescription"))
                            .subnetIds(request.properties().strings("SubnetIds"))
                            .tags(SdkProperties.tags(request.tags()))
                            .build(),
                    CreateDbSubnetGroupResponse.class);
        } catch (AwsError e) {
            if (!request.resumed() || !e.code().equals("DBSubnetGroupAlreadyExists")) {
                throw e;
            }
        }
        return new PhysicalResource(name, Map.of());
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        request.call(
                ModifyDbSubnetGroupRequest.builder()
                        .dbSubnetGroupName(request.id())
                        .dbSubnetGroupDescription(request.properties().requiredString("DBSubnetGroupDescription"))
                        .subnetIds(request.properties().strings("SubnetIds"))
                        .build(),
                ModifyDbSubnetGroupResponse.class);
        DBSubnetGroup group = request.call(
                        DescribeDbSubnetGroupsRequest.builder()
                                .dbSubnetGroupName(request.id())
                                .build(),
                        DescribeDbSubnetGroupsResponse.class)
                .dbSubnetGroups()
                .get(0);
        DbInstanceType.retag(request, group.dbSubnetGroupArn());
        return new PhysicalResource(request.id(), Map.of());
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(
                    DeleteDbSubnetGroupRequest.builder()
                            .dbSubnetGroupName(request.id())
                            .build(),
                    DeleteDbSubnetGroupResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("DBSubnetGroupNotFoundFault")) {
                throw e;
            }
        }
    }
}
