package dev.labctl.localcloud.service.logs;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamResponse;

/** {@code AWS::Logs::LogStream}. */
final class LogStreamType implements ResourceType {
    private static final int MAX_NAME = 512;

    @Override
    public String name() {
        return "AWS::Logs::LogStream";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("LogGroupName", Schema.STRING)
                .createOnly("LogStreamName", Schema.STRING);
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String name = request.properties().string("LogStreamName").orElseGet(() -> request.generatedName(MAX_NAME));
        try {
            request.call(
                    CreateLogStreamRequest.builder()
                            .logGroupName(request.properties().requiredString("LogGroupName"))
                            .logStreamName(name)
                            .build(),
                    CreateLogStreamResponse.class);
        } catch (AwsError e) {
            if (!request.resumed() || !e.code().equals("ResourceAlreadyExistsException")) {
                throw e;
            }
        }
        return new PhysicalResource(name, Map.of());
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        return new PhysicalResource(request.id(), Map.of());
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(
                    DeleteLogStreamRequest.builder()
                            .logGroupName(request.properties().requiredString("LogGroupName"))
                            .logStreamName(request.id())
                            .build(),
                    DeleteLogStreamResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("ResourceNotFoundException")) {
                throw e;
            }
        }
    }
}
