package dev.labctl.localcloud.service.sns;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesResponse;

/** {@code AWS::SNS::TopicPolicy}: one policy on one or more topics. */
final class TopicPolicyType implements ResourceType {
    private static final String TOPICS = "Topics";

    @Override
    public String name() {
        return "AWS::SNS::TopicPolicy";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of().required("PolicyDocument", Schema.JSON).required(TOPICS, Schema.listOf(Schema.STRING));
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Id");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        request.properties().strings(TOPICS).forEach(topic -> setPolicy(request, topic));
        String id = request.generatedName(128);
        return new PhysicalResource(id, Map.of("Id", id));
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        List<String> topics = request.properties().strings(TOPICS);
        request.previousProperties().strings(TOPICS).stream()
                .filter(topic -> !topics.contains(topic))
                .forEach(topic -> resetPolicy(request, topic));
        topics.forEach(topic -> setPolicy(request, topic));
        return new PhysicalResource(request.id(), Map.of("Id", request.id()));
    }

    @Override
    public void delete(ResourceRequest request) {
        request.properties().strings(TOPICS).forEach(topic -> resetPolicy(request, topic));
    }

    static void setPolicy(ResourceRequest request, String topicArn) {
        put(
                request,
                topicArn,
                Documents.text(request.properties(), "PolicyDocument").orElseThrow());
    }

    /** Puts the policy back that a topic has without one of its own; a topic already gone took it along. */
    static void resetPolicy(ResourceRequest request, String topicArn) {
        try {
            put(request, topicArn, new Topic(topicArn, Map.of(), Map.of(), 0).policy());
        } catch (AwsError e) {
            if (!e.code().equals("NotFound")) {
                throw e;
            }
        }
    }

    private static void put(ResourceRequest request, String topicArn, String policy) {
        request.call(
                SetTopicAttributesRequest.builder()
                        .topicArn(topicArn)
                        .attributeName(Topic.POLICY)
                        .attributeValue(policy)
                        .build(),
                SetTopicAttributesResponse.class);
    }
}
