package dev.labctl.localcloud.service.scheduler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.SdkState;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import dev.labctl.localcloud.store.Codec;
import java.io.UncheckedIOException;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.UpdateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.UpdateScheduleResponse;

/** {@code AWS::Scheduler::Schedule}; its physical id is the name. Properties are called as the members of the API. */
final class ScheduleType implements ResourceType {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MAX_NAME = 64;
    private static final ObjectSchema TARGET = ObjectSchema.of()
            .required("Arn", Schema.STRING)
            .required("RoleArn", Schema.STRING)
            .optional("Input", Schema.STRING)
            .optional("DeadLetterConfig", ObjectSchema.of().optional("Arn", Schema.STRING))
            .optional(
                    "RetryPolicy",
                    ObjectSchema.of()
                            .optional("MaximumEventAgeInSeconds", Schema.INTEGER)
                            .optional("MaximumRetryAttempts", Schema.INTEGER))
            .optional("SqsParameters", ObjectSchema.of().optional("MessageGroupId", Schema.STRING))
            .optional(
                    "EventBridgeParameters",
                    ObjectSchema.of().required("DetailType", Schema.STRING).required("Source", Schema.STRING));

    @Override
    public String name() {
        return "AWS::Scheduler::Schedule";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .createOnly("Name", Schema.STRING)
                .optional("GroupName", Schema.STRING)
                .optional("Description", Schema.STRING)
                .required("ScheduleExpression", Schema.STRING)
                .optional("ScheduleExpressionTimezone", Schema.STRING)
                .optional("StartDate", Schema.STRING)
                .optional("EndDate", Schema.STRING)
                .optional("State", Schema.STRING)
                .required(
                        "FlexibleTimeWindow",
                        ObjectSchema.of()
                                .required("Mode", Schema.STRING)
                                .optional("MaximumWindowInMinutes", Schema.INTEGER))
                .required("Target", TARGET);
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Arn");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String name = request.properties().string("Name").orElseGet(() -> request.generatedName(MAX_NAME));
        CreateScheduleRequest create =
                decoded(request.properties(), SdkState.codec(CreateScheduleRequest::builder)).toBuilder()
                        .name(name)
                        .clientToken(SchedulerTables.clientToken(request.token()))
                        .build();
        String arn = request.call(create, CreateScheduleResponse.class).scheduleArn();
        request.created(name);
        return new PhysicalResource(name, Map.of("Arn", arn));
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        UpdateScheduleRequest update =
                decoded(request.properties(), SdkState.codec(UpdateScheduleRequest::builder)).toBuilder()
                        .name(request.id())
                        .build();
        try {
            String arn = request.call(update, UpdateScheduleResponse.class).scheduleArn();
            return new PhysicalResource(request.id(), Map.of("Arn", arn));
        } catch (AwsError e) {
            if (!isGone(e)) {
                throw e;
            }
            throw AwsError.of(
                    404,
                    "NotFound",
                    "Resource of type 'AWS::Scheduler::Schedule' with identifier '" + request.id()
                            + "' was not found.");
        }
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(
                    DeleteScheduleRequest.builder()
                            .name(request.id())
                            .groupName(group(request.properties()))
                            .build(),
                    DeleteScheduleResponse.class);
        } catch (AwsError e) {
            if (!isGone(e)) {
                throw e;
            }
        }
    }

    private static boolean isGone(AwsError error) {
        return error.code().equals("ResourceNotFoundException");
    }

    private static @Nullable String group(Properties properties) {
        return properties.string("GroupName").orElse(null);
    }

    private static <T> T decoded(Properties properties, Codec<T> codec) {
        try {
            return codec.decode(JSON.writeValueAsBytes(properties.values()));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        } catch (DateTimeParseException e) {
            throw AwsError.validation("Model validation failed (" + e.getParsedString() + " is not a valid date-time)");
        }
    }
}
