package dev.labctl.localcloud.service.pipes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.SdkState;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.pipes.model.CreatePipeRequest;
import software.amazon.awssdk.services.pipes.model.CreatePipeResponse;
import software.amazon.awssdk.services.pipes.model.DeletePipeRequest;
import software.amazon.awssdk.services.pipes.model.DeletePipeResponse;
import software.amazon.awssdk.services.pipes.model.DescribePipeRequest;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;
import software.amazon.awssdk.services.pipes.model.TagResourceRequest;
import software.amazon.awssdk.services.pipes.model.TagResourceResponse;
import software.amazon.awssdk.services.pipes.model.UntagResourceRequest;
import software.amazon.awssdk.services.pipes.model.UntagResourceResponse;
import software.amazon.awssdk.services.pipes.model.UpdatePipeRequest;
import software.amazon.awssdk.services.pipes.model.UpdatePipeResponse;

/** {@code AWS::Pipes::Pipe}; its physical id is the name. Properties are called as the members of the API. */
final class PipeType implements ResourceType {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MAX_NAME = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long POLL_MILLIS = 10;
    private static final ObjectSchema FILTER_CRITERIA = ObjectSchema.of()
            .optional("Filters", Schema.listOf(ObjectSchema.of().optional("Pattern", Schema.STRING)));
    private static final ObjectSchema STREAM = ObjectSchema.of()
            .requiredCreateOnly("StartingPosition", Schema.STRING)
            .optional("BatchSize", Schema.INTEGER)
            .optional("DeadLetterConfig", ObjectSchema.of().optional("Arn", Schema.STRING))
            .optional("MaximumBatchingWindowInSeconds", Schema.INTEGER)
            .optional("MaximumRecordAgeInSeconds", Schema.INTEGER)
            .optional("MaximumRetryAttempts", Schema.INTEGER)
            .optional("OnPartialBatchItemFailure", Schema.STRING)
            .optional("ParallelizationFactor", Schema.INTEGER);
    private static final ObjectSchema QUEUE = ObjectSchema.of()
            .optional("BatchSize", Schema.INTEGER)
            .optional("MaximumBatchingWindowInSeconds", Schema.INTEGER);

    @Override
    public String name() {
        return "AWS::Pipes::Pipe";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .createOnly("Name", Schema.STRING)
                .optional("Description", Schema.STRING)
                .optional("DesiredState", Schema.STRING)
                .requiredCreateOnly("Source", Schema.STRING)
                .optional(
                        "SourceParameters",
                        ObjectSchema.of()
                                .optional("FilterCriteria", FILTER_CRITERIA)
                                .optional("DynamoDBStreamParameters", STREAM)
                                .optional("SqsQueueParameters", QUEUE))
                .required("Target", Schema.STRING)
                .optional(
                        "TargetParameters",
                        ObjectSchema.of()
                                .optional("InputTemplate", Schema.STRING)
                                .optional(
                                        "LambdaFunctionParameters",
                                        ObjectSchema.of().optional("InvocationType", Schema.STRING))
                                .optional(
                                        "SqsQueueParameters",
                                        ObjectSchema.of()
                                                .optional("MessageGroupId", Schema.STRING)
                                                .optional("MessageDeduplicationId", Schema.STRING)))
                .required("RoleArn", Schema.STRING)
                .optional("Tags", Schema.mapOf(Schema.STRING));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Arn", "CreationTime", "CurrentState", "LastModifiedTime", "StateReason");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String name = request.properties().string("Name").orElseGet(() -> request.generatedName(MAX_NAME));
        if (request.resumed() && find(request, name).isPresent()) {
            request.created(name);
            return settled(request, name);
        }
        CreatePipeRequest create =
                SdkState.codec(CreatePipeRequest::builder).decode(json(request.properties())).toBuilder()
                        .name(name)
                        .tags(request.tags())
                        .build();
        request.call(create, CreatePipeResponse.class);
        request.created(name);
        return settled(request, name);
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        Properties properties = request.properties();
        UpdatePipeRequest update = SdkState.codec(UpdatePipeRequest::builder).decode(json(properties)).toBuilder()
                .name(request.id())
                .description(properties.string("Description").orElse(""))
                .desiredState(properties.string("DesiredState").orElse("RUNNING"))
                .build();
        request.call(withoutWhatIsGone(update), UpdatePipeResponse.class);
        PhysicalResource resource = settled(request, request.id());
        retag(request, String.valueOf(resource.attributes().get("Arn")));
        return resource;
    }

    /** The API keeps what is not given; a template that no longer names a filter or an input template has none. */
    private static UpdatePipeRequest withoutWhatIsGone(UpdatePipeRequest update) {
        UpdatePipeRequest.Builder changed = update.toBuilder();
        if (update.sourceParameters() == null || update.sourceParameters().filterCriteria() == null) {
            changed.sourceParameters(source -> {
                if (update.sourceParameters() != null) {
                    SdkState.copy(update.sourceParameters(), source);
                }
                source.filterCriteria(criteria -> criteria.filters(List.of()));
            });
        }
        if (update.targetParameters() == null || update.targetParameters().inputTemplate() == null) {
            changed.targetParameters(target -> {
                if (update.targetParameters() != null) {
                    SdkState.copy(update.targetParameters(), target);
                }
                target.inputTemplate("");
            });
        }
        return changed.build();
    }

    private static void retag(ResourceRequest request, String arn) {
        request.retag(
                keys -> request.call(
                        UntagResourceRequest.builder()
                                .resourceArn(arn)
                                .tagKeys(keys)
                                .build(),
                        UntagResourceResponse.class),
                tags -> request.call(
                        TagResourceRequest.builder().resourceArn(arn).tags(tags).build(), TagResourceResponse.class));
    }

    @Override
    public void delete(ResourceRequest request) {
        await(request, request.id());
        try {
            request.call(DeletePipeRequest.builder().name(request.id()).build(), DeletePipeResponse.class);
        } catch (AwsError e) {
            if (!isGone(e)) {
                throw e;
            }
        }
        await(request, request.id());
    }

    private static String unstable(String name) {
        return "Resource of type 'AWS::Pipes::Pipe' with identifier '" + name + "' did not stabilize.";
    }

    private static byte[] json(Properties properties) {
        try {
            return JSON.writeValueAsBytes(properties.values());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isGone(AwsError error) {
        return error.code().equals("NotFoundException");
    }

    private static Optional<DescribePipeResponse> find(ResourceRequest request, String name) {
        try {
            return Optional.of(
                    request.call(DescribePipeRequest.builder().name(name).build(), DescribePipeResponse.class));
        } catch (AwsError e) {
            if (!isGone(e)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static PhysicalResource settled(ResourceRequest request, String name) {
        DescribePipeResponse pipe = await(request, name).orElseThrow(() -> PipesErrors.notFound(name));
        if (pipe.currentStateAsString().endsWith("_FAILED")) {
            throw AwsError.of(400, "NotStabilized", unstable(name) + " Status Reason is " + pipe.stateReason());
        }
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("Arn", pipe.arn());
        attributes.put("CreationTime", pipe.creationTime().toString());
        attributes.put("CurrentState", pipe.currentStateAsString());
        attributes.put("LastModifiedTime", pipe.lastModifiedTime().toString());
        attributes.put("StateReason", pipe.stateReason() == null ? "" : pipe.stateReason());
        return new PhysicalResource(name, attributes);
    }

    /** The pipe once it is no longer on its way to another state; empty when it is gone. */
    private static Optional<DescribePipeResponse> await(ResourceRequest request, String name) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Optional<DescribePipeResponse> found = find(request, name);
        while (found.isPresent() && Lifecycle.isMoving(found.get().currentState())) {
            if (System.nanoTime() > deadline) {
                throw AwsError.of(400, "NotStabilized", unstable(name));
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw AwsError.of(500, "InternalFailure", "interrupted");
            }
            found = find(request, name);
        }
        return found;
    }
}
