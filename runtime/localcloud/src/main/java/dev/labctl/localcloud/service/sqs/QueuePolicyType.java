package dev.labctl.localcloud.service.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesResponse;

/** {@code AWS::SQS::QueuePolicy}: one policy on one or more queues. */
final class QueuePolicyType implements ResourceType {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public String name() {
        return "AWS::SQS::QueuePolicy";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .required("PolicyDocument", Schema.JSON)
                .required("Queues", Schema.listOf(Schema.STRING));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Id");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        for (String queue : request.properties().strings("Queues")) {
            setPolicy(request, queue, document(request.properties()));
        }
        String id = request.generatedName(128);
        return new PhysicalResource(id, Map.of("Id", id));
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        List<String> queues = request.properties().strings("Queues");
        for (String queue : request.previousProperties().strings("Queues")) {
            if (!queues.contains(queue)) {
                clearPolicy(request, queue);
            }
        }
        for (String queue : queues) {
            setPolicy(request, queue, document(request.properties()));
        }
        return new PhysicalResource(request.id(), Map.of("Id", request.id()));
    }

    @Override
    public void delete(ResourceRequest request) {
        for (String queue : request.properties().strings("Queues")) {
            clearPolicy(request, queue);
        }
    }

    static String document(Properties properties) {
        Object document = properties.value("PolicyDocument").orElseThrow();
        try {
            return document instanceof String text ? text : JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void setPolicy(ResourceRequest request, String queueUrl, String policy) {
        request.call(
                SetQueueAttributesRequest.builder()
                        .queueUrl(queueUrl)
                        .attributes(Map.of(QueueAttributeName.POLICY, policy))
                        .build(),
                SetQueueAttributesResponse.class);
    }

    /** Takes the policy away; a queue already gone took it along. */
    static void clearPolicy(ResourceRequest request, String queueUrl) {
        try {
            setPolicy(request, queueUrl, "");
        } catch (AwsError e) {
            if (!e.code().equals("QueueDoesNotExist")) {
                throw e;
            }
        }
    }
}
