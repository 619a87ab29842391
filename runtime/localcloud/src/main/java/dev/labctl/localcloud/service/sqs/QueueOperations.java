package dev.labctl.localcloud.service.sqs;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.AddPermissionRequest;
import software.amazon.awssdk.services.sqs.model.AddPermissionResponse;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesResponse;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsRequest;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsResponse;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.PurgeQueueResponse;
import software.amazon.awssdk.services.sqs.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sqs.model.RemovePermissionResponse;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueResponse;
import software.amazon.awssdk.services.sqs.model.UntagQueueRequest;
import software.amazon.awssdk.services.sqs.model.UntagQueueResponse;

/** The operations on queues: making, finding, describing, changing, purging and deleting them. */
final class QueueOperations {
    private static final String NAME_PATTERN = "[A-Za-z0-9_-]{1,80}";
    private static final String FIFO_NAME_PATTERN = "[A-Za-z0-9_-]{1,75}\\.fifo";
    private static final long PURGE_INTERVAL_MILLIS = 60_000;
    private static final int MAX_PAGE = 1000;
    private static final int MAX_TAGS = 50;

    private final CloudEnvironment environment;
    private final Queues queues;

    QueueOperations(CloudEnvironment environment, Queues queues) {
        this.environment = environment;
        this.queues = queues;
    }

    void register(Operations operations) {
        operations.on(CreateQueueRequest.class, QueueOperations::createAccess, this::create);
        operations.on(
                GetQueueUrlRequest.class,
                AccessRule.on("sqs:GetQueueUrl", (request, call) -> call.arn("sqs", request.queueName())),
                this::url);
        operations.on(ListQueuesRequest.class, AccessRule.anyResource("sqs:ListQueues"), this::list);
        operations.on(
                ListDeadLetterSourceQueuesRequest.class,
                onQueue("sqs:ListDeadLetterSourceQueues", ListDeadLetterSourceQueuesRequest::queueUrl),
                this::deadLetterSources);
        operations.on(
                GetQueueAttributesRequest.class,
                onQueue("sqs:GetQueueAttributes", GetQueueAttributesRequest::queueUrl),
                this::attributes);
        operations.on(
                SetQueueAttributesRequest.class,
                onQueue("sqs:SetQueueAttributes", SetQueueAttributesRequest::queueUrl),
                this::setAttributes);
        operations.on(DeleteQueueRequest.class, onQueue("sqs:DeleteQueue", DeleteQueueRequest::queueUrl), this::delete);
        operations.on(PurgeQueueRequest.class, onQueue("sqs:PurgeQueue", PurgeQueueRequest::queueUrl), this::purge);
        operations.on(TagQueueRequest.class, onQueue("sqs:TagQueue", TagQueueRequest::queueUrl), this::tag);
        operations.on(UntagQueueRequest.class, onQueue("sqs:UntagQueue", UntagQueueRequest::queueUrl), this::untag);
        operations.on(
                ListQueueTagsRequest.class, onQueue("sqs:ListQueueTags", ListQueueTagsRequest::queueUrl), this::tags);
        operations.on(
                AddPermissionRequest.class,
                onQueue("sqs:AddPermission", AddPermissionRequest::queueUrl),
                this::addPermission);
        operations.on(
                RemovePermissionRequest.class,
                onQueue("sqs:RemovePermission", RemovePermissionRequest::queueUrl),
                this::removePermission);
    }

    /** One action on the queue that a URL names. */
    static <Q> AccessRule<Q> onQueue(String action, java.util.function.Function<Q, @Nullable String> url) {
        return AccessRule.on(action, (request, call) -> QueueKey.ofUrl(url.apply(request), call)
                .arn(call.accountId()));
    }

    private static List<Access> createAccess(CreateQueueRequest request, Call call) {
        String arn = call.arn("sqs", request.queueName());
        List<Access> needed = new ArrayList<>(List.of(Access.to("sqs:CreateQueue", arn)));
        if (!request.tags().isEmpty()) {
            needed.add(Access.to("sqs:TagQueue", arn));
        }
        return needed;
    }

    private CreateQueueResponse create(CreateQueueRequest request, Call call) {
        Map<String, String> given = request.attributesAsStrings();
        boolean isFifo = "true".equalsIgnoreCase(given.get(QueueAttributes.FIFO));
        String name = request.queueName();
        if (name == null || name.isEmpty()) {
            throw SqsErrors.missingParameter("QueueName");
        }
        if (isFifo && !name.matches(FIFO_NAME_PATTERN)) {
            throw SqsErrors.invalidParameter("The name of a FIFO queue can only include alphanumeric characters,"
                    + " hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length");
        }
        if (!isFifo && !name.matches(NAME_PATTERN)) {
            throw SqsErrors.invalidParameter(
                    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }
        QueueKey key = new QueueKey(call.region(), name);
        Map<String, String> settings = QueueAttributes.validated(given, isFifo);
        synchronized (queues) {
            Queue existing = queues.find(key);
            if (existing == null) {
                checkTags(request.tags());
                checkRedrive(key, settings);
                existing = queues.create(
                        key, QueueAttributes.merged(QueueAttributes.defaults(isFifo), settings), request.tags());
            } else {
                requireSame(existing.queueRecord().settings(), settings);
            }
            return CreateQueueResponse.builder().queueUrl(queues.url(existing)).build();
        }
    }

    private static void requireSame(Map<String, String> existing, Map<String, String> given) {
        given.forEach((name, value) -> {
            if (!value.equals(existing.getOrDefault(name, ""))) {
                throw SqsErrors.queueExists(name);
            }
        });
    }

    private void checkRedrive(QueueKey source, Map<String, String> settings) {
        String json = settings.getOrDefault(QueueAttributes.REDRIVE_POLICY, "");
        if (json.isEmpty()) {
            return;
        }
        RedrivePolicy policy = RedrivePolicy.parse(json);
        String targetArn = policy.deadLetterTargetArn();
        QueueKey targetKey = QueueKey.ofArn(targetArn);
        if (targetKey != null
                && (!targetKey.region().equals(source.region())
                        || !targetKey.arn(environment.accountId()).equals(targetArn))) {
            throw RedrivePolicy.invalid(json, "Dead-letter target owner should be same as the source.");
        }
        Queue target = queues.findArn(targetArn);
        if (target == null) {
            throw RedrivePolicy.invalid(json, "Dead letter target does not exist.");
        }
        if (target.queueRecord().key().isFifo() != source.isFifo()) {
            throw RedrivePolicy.invalid(json, "Dead-letter queue must be same type of queue as the source.");
        }
        String allow = target.queueRecord().settings().get(QueueAttributes.REDRIVE_ALLOW_POLICY);
        if (allow != null && !RedriveAllowPolicy.parse(allow).allows(source.arn(environment.accountId()))) {
            throw RedrivePolicy.invalid(
                    json, "The dead-letter queue's redrive allow policy does not permit this source queue.");
        }
    }

    private GetQueueUrlResponse url(GetQueueUrlRequest request, Call call) {
        String owner = request.queueOwnerAWSAccountId();
        if (owner != null && !owner.equals(call.accountId())) {
            throw SqsErrors.queueDoesNotExist(call);
        }
        Queue queue = queues.require(request.queueName(), call);
        return GetQueueUrlResponse.builder().queueUrl(queues.url(queue)).build();
    }

    private ListQueuesResponse list(ListQueuesRequest request, Call call) {
        String prefix = request.queueNamePrefix() == null ? "" : request.queueNamePrefix();
        List<String> urls = queues.in(call.region()).stream()
                .filter(queue -> queue.queueRecord().key().name().startsWith(prefix))
                .map(queues::url)
                .toList();
        Page page = page(urls, request.maxResults(), request.nextToken());
        return ListQueuesResponse.builder()
                .queueUrls(page.urls().isEmpty() ? null : page.urls())
                .nextToken(page.nextToken())
                .build();
    }

    private ListDeadLetterSourceQueuesResponse deadLetterSources(ListDeadLetterSourceQueuesRequest request, Call call) {
        Queue queue = queues.require(request.queueUrl(), call);
        List<String> urls =
                queues.sourcesOf(queue.arn()).stream().map(queues::url).toList();
        Page page = page(urls, request.maxResults(), request.nextToken());
        return ListDeadLetterSourceQueuesResponse.builder()
                .queueUrls(page.urls())
                .nextToken(page.nextToken())
                .build();
    }

    private record Page(List<String> urls, @Nullable String nextToken) {}

    /** A page after the URL that the token holds; as on AWS there is a next token only if the caller set a size. */
    private static Page page(List<String> urls, @Nullable Integer maxResults, @Nullable String token) {
        if (maxResults != null && (maxResults < 1 || maxResults > MAX_PAGE)) {
            throw SqsErrors.invalidParameter("MaxResults", maxResults, "Must be between 1 and 1000, if provided.");
        }
        if (token != null && maxResults == null) {
            throw SqsErrors.invalidParameter("NextToken can only be used together with MaxResults.");
        }
        String after = token == null ? "" : decoded(token);
        List<String> rest =
                urls.stream().filter(url -> url.compareTo(after) > 0).toList();
        int size = maxResults == null ? MAX_PAGE : maxResults;
        if (rest.size() <= size) {
            return new Page(rest, null);
        }
        List<String> shown = rest.subList(0, size);
        String last = shown.get(size - 1);
        return new Page(
                shown,
                maxResults == null ? null : Base64.getEncoder().encodeToString(last.getBytes(StandardCharsets.UTF_8)));
    }

    private static String decoded(String token) {
        try {
            return new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw SqsErrors.invalidParameter("NextToken", token, "Invalid NextToken value.");
        }
    }

    private GetQueueAttributesResponse attributes(GetQueueAttributesRequest request, Call call) {
        Queue queue = queues.require(request.queueUrl(), call);
        Map<String, String> all = QueueDescription.of(queue);
        Map<String, String> chosen = new LinkedHashMap<>();
        for (String name : request.attributeNamesAsStrings()) {
            if (name.equals("All")) {
                chosen.putAll(all);
            } else if (!QueueDescription.isKnown(name)) {
                throw SqsErrors.unknownAttribute(name);
            } else if (all.containsKey(name)) {
                chosen.put(name, all.getOrDefault(name, ""));
            }
        }
        return GetQueueAttributesResponse.builder()
                .attributesWithStrings(chosen.isEmpty() ? null : chosen)
                .build();
    }

    private SetQueueAttributesResponse setAttributes(SetQueueAttributesRequest request, Call call) {
        Queue queue = queues.require(request.queueUrl(), call);
        Map<String, String> given = request.attributesAsStrings();
        QueueKey key = queue.queueRecord().key();
        if (key.isFifo() && "false".equalsIgnoreCase(given.get(QueueAttributes.FIFO))) {
            throw SqsErrors.invalidAttributeValue(
                    "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.");
        }
        Map<String, String> changes = QueueAttributes.validated(given, key.isFifo());
        checkRedrive(key, changes);
        queue.update(stored -> stored.withSettings(
                QueueAttributes.merged(stored.settings(), changes),
                environment.clock().millis()));
        return SetQueueAttributesResponse.builder().build();
    }

    private DeleteQueueResponse delete(DeleteQueueRequest request, Call call) {
        queues.delete(queues.require(request.queueUrl(), call));
        return DeleteQueueResponse.builder().build();
    }

    private PurgeQueueResponse purge(PurgeQueueRequest request, Call call) {
        Queue queue = queues.require(request.queueUrl(), call);
        long now = environment.clock().millis();
        queue.update(stored -> {
            if (stored.purgedAt() != 0 && now < stored.purgedAt() + PURGE_INTERVAL_MILLIS) {
                throw SqsErrors.purgeInProgress(stored.key().name());
            }
            return stored.purged(now);
        });
        queue.purge();
        return PurgeQueueResponse.builder().build();
    }

    private TagQueueResponse tag(TagQueueRequest request, Call call) {
        queues.require(request.queueUrl(), call).update(stored -> {
            Map<String, String> tags = new LinkedHashMap<>(stored.tags());
            tags.putAll(request.tags());
            checkTags(tags);
            return stored.withTags(tags);
        });
        return TagQueueResponse.builder().build();
    }

    private static void checkTags(Map<String, String> tags) {
        if (tags.size() > MAX_TAGS) {
            throw SqsErrors.invalidParameter("Too many tags added for queue.");
        }
        tags.forEach((name, value) -> {
            if (name.isEmpty() || name.length() > 128) {
                throw SqsErrors.invalidParameter("Tag keys must be between 1 and 128 characters in length.");
            }
            if (value.length() > 256) {
                throw SqsErrors.invalidParameter("Tag values must be between 0 and 256 characters in length.");
            }
        });
    }

    private UntagQueueResponse untag(UntagQueueRequest request, Call call) {
        queues.require(request.queueUrl(), call).update(stored -> {
            Map<String, String> tags = new LinkedHashMap<>(stored.tags());
            request.tagKeys().forEach(tags::remove);
            return stored.withTags(tags);
        });
        return UntagQueueResponse.builder().build();
    }

    private ListQueueTagsResponse tags(ListQueueTagsRequest request, Call call) {
        Map<String, String> tags =
                queues.require(request.queueUrl(), call).queueRecord().tags();
        return ListQueueTagsResponse.builder()
                .tags(tags.isEmpty() ? null : tags)
                .build();
    }

    private AddPermissionResponse addPermission(AddPermissionRequest request, Call call) {
        Queue queue = queues.require(request.queueUrl(), call);
        changePolicy(queue, policy -> QueuePolicy.withPermission(policy, request, queue.arn()));
        return AddPermissionResponse.builder().build();
    }

    private RemovePermissionResponse removePermission(RemovePermissionRequest request, Call call) {
        Queue queue = queues.require(request.queueUrl(), call);
        changePolicy(queue, policy -> QueuePolicy.withoutPermission(policy, request.label()));
        return RemovePermissionResponse.builder().build();
    }

    private void changePolicy(Queue queue, java.util.function.UnaryOperator<String> change) {
        queue.update(stored -> {
            String policy = change.apply(stored.settings().getOrDefault(QueueAttributes.POLICY, ""));
            return stored.withSettings(
                    QueueAttributes.merged(stored.settings(), Map.of(QueueAttributes.POLICY, policy)),
                    environment.clock().millis());
        });
    }
}
