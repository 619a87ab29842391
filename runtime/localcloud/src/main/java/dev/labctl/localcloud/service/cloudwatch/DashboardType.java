package dev.labctl.localcloud.service.cloudwatch;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import software.amazon.awssdk.services.cloudwatch.model.DeleteDashboardsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DeleteDashboardsResponse;
import software.amazon.awssdk.services.cloudwatch.model.PutDashboardRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutDashboardResponse;

/** {@code AWS::CloudWatch::Dashboard}. */
final class DashboardType implements ResourceType {
    private static final int MAX_NAME = 255;

    @Override
    public String name() {
        return "AWS::CloudWatch::Dashboard";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of().createOnly("DashboardName", Schema.STRING).required("DashboardBody", Schema.STRING);
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String name = request.properties().string("DashboardName").orElseGet(() -> request.generatedName(MAX_NAME));
        return put(request, name);
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        return put(request, request.id());
    }

    private static PhysicalResource put(ResourceRequest request, String name) {
        request.call(
                PutDashboardRequest.builder()
                        .dashboardName(name)
                        .dashboardBody(request.properties().requiredString("DashboardBody"))
                        .build(),
                PutDashboardResponse.class);
        return new PhysicalResource(name, Map.of());
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(
                    DeleteDashboardsRequest.builder()
                            .dashboardNames(request.id())
                            .build(),
                    DeleteDashboardsResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("DashboardNotFoundError")) {
                throw e;
            }
        }
    }
}
