package dev.labctl.localcloud.service.sns;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import dev.labctl.localcloud.identity.Access;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.AddPermissionRequest;
import software.amazon.awssdk.services.sns.model.AddPermissionResponse;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicResponse;
import software.amazon.awssdk.services.sns.model.DeleteTopicRequest;
import software.amazon.awssdk.services.sns.model.DeleteTopicResponse;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.sns.model.ListTopicsRequest;
import software.amazon.awssdk.services.sns.model.ListTopicsResponse;
import software.amazon.awssdk.services.sns.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sns.model.RemovePermissionResponse;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.Tag;
import software.amazon.awssdk.services.sns.model.TagResourceRequest;
import software.amazon.awssdk.services.sns.model.TagResourceResponse;
import software.amazon.awssdk.services.sns.model.UntagResourceRequest;
import software.amazon.awssdk.services.sns.model.UntagResourceResponse;

/** The operations on topics. */
final class TopicOperations {
    private static final Set<String> SETTABLE = Set.of(
            "DisplayName",
            Topic.POLICY,
            "DeliveryPolicy",
            "KmsMasterKeyId",
            "SignatureVersion",
            "TracingConfig",
            "FifoThroughputScope",
            Topic.CONTENT_DEDUPLICATION);
    private static final String HTTP_POLICY = """
            {"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,\
            "numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},\
            "disableSubscriptionOverrides":false,\
            "defaultRequestPolicy":{"headerContentType":"text/plain; charset=UTF-8"}}}""";
    private static final int PAGE = 100;
    private static final int MAX_TAGS = 50;

    private final SnsTables tables;

    TopicOperations(SnsTables tables) {
        this.tables = tables;
    }

    void register(Operations operations) {
        operations.on(CreateTopicRequest.class, TopicOperations::createAccess, this::create);
        operations.on(DeleteTopicRequest.class, on("SNS:DeleteTopic", DeleteTopicRequest::topicArn), this::delete);
        operations.on(ListTopicsRequest.class, AccessRule.anyResource("SNS:ListTopics"), this::list);
        operations.on(
                GetTopicAttributesRequest.class,
                on("SNS:GetTopicAttributes", GetTopicAttributesRequest::topicArn),
                this::attributes);
        operations.on(
                SetTopicAttributesRequest.class,
                on("SNS:SetTopicAttributes", SetTopicAttributesRequest::topicArn),
                this::setAttribute);
        operations.on(
                AddPermissionRequest.class, on("SNS:AddPermission", AddPermissionRequest::topicArn), this::permit);
        operations.on(
                RemovePermissionRequest.class,
                on("SNS:RemovePermission", RemovePermissionRequest::topicArn),
                this::unpermit);
        operations.on(TagResourceRequest.class, on("SNS:TagResource", TagResourceRequest::resourceArn), this::tag);
        operations.on(
                UntagResourceRequest.class, on("SNS:UntagResource", UntagResourceRequest::resourceArn), this::untag);
        operations.on(
                ListTagsForResourceRequest.class,
                on("SNS:ListTagsForResource", ListTagsForResourceRequest::resourceArn),
                this::tags);
    }

    /** One action on the topic with this ARN. */
    static <Q> AccessRule<Q> on(String action, java.util.function.Function<Q, @Nullable String> arn) {
        return AccessRule.on(action, (request, call) -> checkedArn(arn.apply(request)));
    }

    /** The ARN, when it is one of SNS's. */
    static String checkedArn(@Nullable String arn) {
        if (arn == null || !arn.startsWith("arn:aws:sns:") || arn.split(":", -1).length < 6) {
            throw SnsErrors.invalidParameter(
                    arn == null || arn.isEmpty()
                            ? "TopicArn"
                            : "TopicArn Reason: An ARN must" + " have at least 6 elements, not "
                                    + arn.split(":", -1).length);
        }
        return arn;
    }

    private static List<Access> createAccess(CreateTopicRequest request, Call call) {
        String arn = call.arn("sns", String.valueOf(request.name()));
        Map<String, String> tags = map(request.tags());
        List<Access> needed = new ArrayList<>();
        needed.add(Access.to("SNS:CreateTopic", arn).withRequestTags(tags));
        if (!tags.isEmpty()) {
            needed.add(Access.to("SNS:TagResource", arn).withRequestTags(tags));
        }
        return needed;
    }

    private CreateTopicResponse create(CreateTopicRequest request, Call call) {
        Map<String, String> attributes = new LinkedHashMap<>(request.attributes());
        boolean isFifo = "true".equalsIgnoreCase(attributes.get(Topic.FIFO));
        String name = request.name() == null ? "" : request.name();
        if (!name.matches(isFifo ? "[A-Za-z0-9_-]{1,251}\\.fifo" : "[A-Za-z0-9_-]{1,256}")) {
            throw SnsErrors.invalidParameter(
                    isFifo
                            ? "Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase"
                                    + " ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256"
                                    + " characters long."
                            : "Topic Name");
        }
        if (isFifo) {
            attributes.put(Topic.FIFO, "true");
            attributes.putIfAbsent(Topic.CONTENT_DEDUPLICATION, "false");
        } else if (attributes.containsKey(Topic.CONTENT_DEDUPLICATION)) {
            throw SnsErrors.invalidParameter(
                    "Attributes Reason: Content-based deduplication can only be set for FIFO topics");
        } else {
            attributes.remove(Topic.FIFO);
        }
        attributes.forEach((attribute, value) -> {
            if (!attribute.equals(Topic.FIFO)) {
                checkAttribute(attribute, value);
            }
        });
        String arn = call.arn("sns", name);
        Map<String, String> tags = map(request.tags());
        checkTags(tags);
        return tables.store.write(() -> {
            Topic existing = tables.topics.get(arn).orElse(null);
            if (existing == null) {
                tables.topics.put(arn, new Topic(arn, attributes, tags, 0));
            } else if (!tags.isEmpty() && !tags.equals(existing.tags())) {
                throw SnsErrors.invalidParameter("Tags Reason: Topic already exists with different tags");
            } else if (!existing.attributes().entrySet().containsAll(attributes.entrySet())) {
                throw SnsErrors.invalidParameter("Attributes Reason: Topic already exists with different attributes");
            }
            return CreateTopicResponse.builder().topicArn(arn).build();
        });
    }

    private static void checkAttribute(String name, String value) {
        if (!SETTABLE.contains(name)
                && !name.matches("(HTTP|Firehose|Lambda|Application|SQS)(Success|Failure)Feedback.*")) {
            throw SnsErrors.invalidParameter("AttributeName");
        }
        if (name.equals(Topic.POLICY)) {
            TopicPolicy.validate(value);
        }
        if (name.equals("SignatureVersion") && !value.matches("[12]")) {
            throw SnsErrors.invalidParameter("SignatureVersion");
        }
    }

    private DeleteTopicResponse delete(DeleteTopicRequest request, Call call) {
        tables.store.write(() -> {
            tables.topics.remove(request.topicArn());
            tables.subscriptionsOf(request.topicArn())
                    .forEach(subscription -> tables.subscriptions.remove(subscription.arn()));
        });
        return DeleteTopicResponse.builder().build();
    }

    private ListTopicsResponse list(ListTopicsRequest request, Call call) {
        Page<String> page = Page.of(
                tables.topics.prefix(call.arn("sns", "")).map(Map.Entry::getKey).toList(),
                topic -> topic,
                request.nextToken(),
                PAGE,
                () -> SnsErrors.invalidParameter("NextToken"));
        return ListTopicsResponse.builder()
                .topics(page.items().stream()
                        .map(arn -> software.amazon.awssdk.services.sns.model.Topic.builder()
                                .topicArn(arn)
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private GetTopicAttributesResponse attributes(GetTopicAttributesRequest request, Call call) {
        Topic topic = tables.requireTopic(request.topicArn());
        List<Subscription> subscriptions = tables.subscriptionsOf(topic.arn());
        long pending = subscriptions.stream().filter(Subscription::isPending).count();
        Map<String, String> all = new LinkedHashMap<>();
        all.put("TopicArn", topic.arn());
        all.put("Owner", topic.accountId());
        all.put(Topic.POLICY, topic.policy());
        all.put("DisplayName", "");
        all.put("SubscriptionsConfirmed", String.valueOf(subscriptions.size() - pending));
        all.put("SubscriptionsPending", String.valueOf(pending));
        all.put("SubscriptionsDeleted", String.valueOf(topic.deletedSubscriptions()));
        all.put("EffectiveDeliveryPolicy", topic.attributes().getOrDefault("DeliveryPolicy", HTTP_POLICY));
        all.putAll(topic.attributes());
        return GetTopicAttributesResponse.builder().attributes(all).build();
    }

    private SetTopicAttributesResponse setAttribute(SetTopicAttributesRequest request, Call call) {
        String value = request.attributeValue() == null ? "" : request.attributeValue();
        checkAttribute(request.attributeName(), value);
        tables.store.write(() -> {
            Topic topic = tables.requireTopic(request.topicArn());
            if (request.attributeName().equals(Topic.CONTENT_DEDUPLICATION) && !topic.isFifo()) {
                throw SnsErrors.invalidParameter(
                        "Attributes Reason: Content-based deduplication can only be set for FIFO topics");
            }
            tables.topics.put(topic.arn(), topic.with(request.attributeName(), value));
        });
        return SetTopicAttributesResponse.builder().build();
    }

    private AddPermissionResponse permit(AddPermissionRequest request, Call call) {
        tables.store.write(() -> {
            Topic topic = tables.requireTopic(request.topicArn());
            tables.topics.put(topic.arn(), topic.with(Topic.POLICY, TopicPolicy.withPermission(topic, request)));
        });
        return AddPermissionResponse.builder().build();
    }

    private RemovePermissionResponse unpermit(RemovePermissionRequest request, Call call) {
        tables.store.write(() -> {
            Topic topic = tables.requireTopic(request.topicArn());
            tables.topics.put(
                    topic.arn(), topic.with(Topic.POLICY, TopicPolicy.withoutPermission(topic, request.label())));
        });
        return RemovePermissionResponse.builder().build();
    }

    private TagResourceResponse tag(TagResourceRequest request, Call call) {
        tables.store.write(() -> {
            Topic topic = taggable(request.resourceArn());
            Map<String, String> tags = new LinkedHashMap<>(topic.tags());
            tags.putAll(map(request.tags()));
            checkTags(tags);
            tables.topics.put(topic.arn(), topic.withTags(tags));
        });
        return TagResourceResponse.builder().build();
    }

    private static void checkTags(Map<String, String> tags) {
        if (tags.size() > MAX_TAGS) {
            throw SnsErrors.batch("TagLimitExceeded", "Could not complete request: tag quota of per resource exceeded");
        }
    }

    private UntagResourceResponse untag(UntagResourceRequest request, Call call) {
        tables.store.write(() -> {
            Topic topic = taggable(request.resourceArn());
            Map<String, String> tags = new LinkedHashMap<>(topic.tags());
            request.tagKeys().forEach(tags::remove);
            tables.topics.put(topic.arn(), topic.withTags(tags));
        });
        return UntagResourceResponse.builder().build();
    }

    private ListTagsForResourceResponse tags(ListTagsForResourceRequest request, Call call) {
        return ListTagsForResourceResponse.builder()
                .tags(taggable(request.resourceArn()).tags().entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build();
    }

    private Topic taggable(String arn) {
        return tables.topics.get(arn).orElseThrow(SnsErrors::resourceNotFound);
    }

    private static Map<String, String> map(List<Tag> tags) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < tags.size(); i++) {
            Tag tag = tags.get(i);
            if (tag.key() == null || tag.value() == null) {
                throw AwsError.of(
                        400,
                        "ValidationError",
                        "1 validation error detected: Value null at 'tags.%d.member.%s' failed to satisfy constraint:"
                                        .formatted(i + 1, tag.key() == null ? "key" : "value")
                                + " Member must not be null");
            }
            map.put(tag.key(), tag.value());
        }
        return map;
    }
}
