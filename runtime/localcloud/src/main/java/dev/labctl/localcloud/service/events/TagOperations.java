package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.eventbridge.model.Tag;
import software.amazon.awssdk.services.eventbridge.model.TagResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.TagResourceResponse;
import software.amazon.awssdk.services.eventbridge.model.UntagResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.UntagResourceResponse;

/** The tags of rules and buses. */
final class TagOperations {
    private final EventsTables tables;

    TagOperations(EventsTables tables) {
        this.tables = tables;
    }

    void register(Operations operations) {
        operations.on(
                TagResourceRequest.class,
                AccessRule.on("events:TagResource", (q, call) -> text(q.resourceARN())),
                this::tag);
        operations.on(
                UntagResourceRequest.class,
                AccessRule.on("events:UntagResource", (q, call) -> text(q.resourceARN())),
                this::untag);
        operations.on(
                ListTagsForResourceRequest.class,
                AccessRule.on("events:ListTagsForResource", (q, call) -> text(q.resourceARN())),
                this::list);
    }

    private static String text(@Nullable String arn) {
        return Objects.requireNonNullElse(arn, "");
    }

    private TagResourceResponse tag(TagResourceRequest request, Call call) {
        change(text(request.resourceARN()), call, tags -> request.tags()
                .forEach(tag -> tags.put(tag.key(), tag.value())));
        return TagResourceResponse.builder().build();
    }

    private UntagResourceResponse untag(UntagResourceRequest request, Call call) {
        change(text(request.resourceARN()), call, tags -> tags.keySet().removeAll(request.tagKeys()));
        return UntagResourceResponse.builder().build();
    }

    private void change(String arn, Call call, Consumer<Map<String, String>> change) {
        synchronized (tables) {
            if (isBus(arn)) {
                StoredBus bus = requireBus(arn, call);
                Map<String, String> tags = new LinkedHashMap<>(bus.tags());
                change.accept(tags);
                tables.store.write(() -> tables.buses.put(bus.key(), bus.withTags(tags)));
            } else {
                StoredRule rule = requireRule(arn, call);
                Map<String, String> tags = new LinkedHashMap<>(rule.tags());
                change.accept(tags);
                tables.store.write(() -> tables.rules.put(rule.key(), rule.withTags(tags)));
            }
        }
    }

    private ListTagsForResourceResponse list(ListTagsForResourceRequest request, Call call) {
        String arn = text(request.resourceARN());
        Map<String, String> tags = isBus(arn)
                ? requireBus(arn, call).tags()
                : requireRule(arn, call).tags();
        return ListTagsForResourceResponse.builder()
                .tags(new TreeMap<>(tags)
                        .entrySet().stream()
                                .map(tag -> Tag.builder()
                                        .key(tag.getKey())
                                        .value(tag.getValue())
                                        .build())
                                .toList())
                .build();
    }

    private static boolean isBus(String arn) {
        return arn.contains(":event-bus/");
    }

    private StoredBus requireBus(String arn, Call call) {
        return tables.requireBus(call.region(), StoredBus.name(arn));
    }

    private StoredRule requireRule(String arn, Call call) {
        int start = arn.indexOf(":rule/");
        if (start < 0) {
            throw EventsErrors.invalidParameter("ResourceArn", "Provided Arn is not in correct format.");
        }
        String[] names = arn.substring(start + ":rule/".length()).split("/", 2);
        return names.length == 1
                ? tables.requireRule(call.region(), StoredBus.DEFAULT, names[0])
                : tables.requireRule(call.region(), names[0], names[1]);
    }

    /** The tags of the rule or bus with this ARN, for policies; none when there is no such thing. */
    Map<String, String> of(String arn) {
        String region = arn.split(":", 5)[3];
        if (isBus(arn)) {
            return tables.bus(region, StoredBus.name(arn)).map(StoredBus::tags).orElse(Map.of());
        }
        String name = arn.substring(arn.indexOf('/') + 1);
        String key = name.contains("/") ? region + "/" + name : StoredRule.key(region, StoredBus.DEFAULT, name);
        return tables.rules.get(key).map(StoredRule::tags).orElse(Map.of());
    }
}
