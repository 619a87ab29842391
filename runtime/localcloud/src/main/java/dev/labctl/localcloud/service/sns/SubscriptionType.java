package dev.labctl.localcloud.service.sns;

import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.SubscribeResponse;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sns.model.UnsubscribeResponse;

/** {@code AWS::SNS::Subscription}. */
final class SubscriptionType implements ResourceType {
    private static final List<String> DOCUMENTS =
            List.of(Subscription.FILTER_POLICY, Subscription.REDRIVE_POLICY, "DeliveryPolicy");
    private static final List<String> SCALARS = List.of(Subscription.FILTER_SCOPE, Subscription.RAW);

    @Override
    public String name() {
        return "AWS::SNS::Subscription";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("TopicArn", Schema.STRING)
                .requiredCreateOnly("Protocol", Schema.STRING)
                .createOnly("Endpoint", Schema.STRING)
                .optional(Subscription.FILTER_POLICY, Schema.JSON)
                .optional(Subscription.FILTER_SCOPE, Schema.STRING)
                .optional(Subscription.RAW, Schema.BOOLEAN)
                .optional(Subscription.REDRIVE_POLICY, Schema.JSON)
                .recordedOnly("DeliveryPolicy", Schema.JSON);
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Arn");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String arn = request.call(
                        SubscribeRequest.builder()
                                .topicArn(request.properties().requiredString("TopicArn"))
                                .protocol(request.properties().requiredString("Protocol"))
                                .endpoint(
                                        request.properties().string("Endpoint").orElse(null))
                                .attributes(attributes(request.properties()))
                                .returnSubscriptionArn(true)
                                .build(),
                        SubscribeResponse.class)
                .subscriptionArn();
        return new PhysicalResource(arn, Map.of("Arn", arn));
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        Map<String, String> after = attributes(request.properties());
        attributes(request.previousProperties())
                .keySet()
                .forEach(name -> after.putIfAbsent(name, name.equals(Subscription.RAW) ? "false" : ""));
        String scope = after.remove(Subscription.FILTER_SCOPE);
        if (scope != null && scope.equals("MessageBody")) {
            // First, as a policy for bodies may be nested and one for attributes may not.
            set(request, Subscription.FILTER_SCOPE, scope);
        }
        after.forEach((name, value) -> set(request, name, value));
        if (scope != null && !scope.equals("MessageBody") && hasPolicy(after)) {
            set(request, Subscription.FILTER_SCOPE, "MessageAttributes");
        }
        return new PhysicalResource(request.id(), Map.of("Arn", request.id()));
    }

    private static boolean hasPolicy(Map<String, String> attributes) {
        return !attributes.getOrDefault(Subscription.FILTER_POLICY, "").isEmpty();
    }

    private static void set(ResourceRequest request, String name, String value) {
        request.call(
                SetSubscriptionAttributesRequest.builder()
                        .subscriptionArn(request.id())
                        .attributeName(name)
                        .attributeValue(value)
                        .build(),
                SetSubscriptionAttributesResponse.class);
    }

    @Override
    public void delete(ResourceRequest request) {
        request.call(UnsubscribeRequest.builder().subscriptionArn(request.id()).build(), UnsubscribeResponse.class);
    }

    private static Map<String, String> attributes(Properties properties) {
        Map<String, String> attributes = new LinkedHashMap<>();
        DOCUMENTS.forEach(name -> Documents.text(properties, name).ifPresent(text -> attributes.put(name, text)));
        SCALARS.forEach(name -> properties.string(name).ifPresent(value -> attributes.put(name, value)));
        return attributes;
    }
}
