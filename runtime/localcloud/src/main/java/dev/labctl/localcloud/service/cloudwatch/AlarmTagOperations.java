package dev.labctl.localcloud.service.cloudwatch;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceResponse;

/** The operations on alarms' tags. */
final class AlarmTagOperations {
    private final AlarmTables tables;

    AlarmTagOperations(AlarmTables tables) {
        this.tables = tables;
    }

    void register(Operations operations) {
        operations.on(
                TagResourceRequest.class,
                AccessRule.on("cloudwatch:TagResource", (request, call) -> request.resourceARN()),
                this::tag);
        operations.on(
                UntagResourceRequest.class,
                AccessRule.on("cloudwatch:UntagResource", (request, call) -> request.resourceARN()),
                this::untag);
        operations.on(
                ListTagsForResourceRequest.class,
                AccessRule.on("cloudwatch:ListTagsForResource", (request, call) -> request.resourceARN()),
                this::tags);
    }

    private TagResourceResponse tag(TagResourceRequest request, Call call) {
        changeTags(request.resourceARN(), call, tags -> tags.putAll(Tags.map(request.tags())));
        return TagResourceResponse.builder().build();
    }

    private UntagResourceResponse untag(UntagResourceRequest request, Call call) {
        changeTags(request.resourceARN(), call, tags -> request.tagKeys().forEach(tags::remove));
        return UntagResourceResponse.builder().build();
    }

    private void changeTags(String arn, Call call, Consumer<Map<String, String>> change) {
        tables.store.write(() -> {
            Alarm alarm = byArn(arn, call);
            Map<String, String> tags = new LinkedHashMap<>(alarm.tags());
            change.accept(tags);
            tables.alarms.put(alarm.row(), alarm.withTags(tags));
        });
    }

    private ListTagsForResourceResponse tags(ListTagsForResourceRequest request, Call call) {
        return ListTagsForResourceResponse.builder()
                .tags(Tags.list(byArn(request.resourceARN(), call).tags()))
                .build();
    }

    private Alarm byArn(@Nullable String arn, Call call) {
        String prefix = call.arn("cloudwatch", "alarm:");
        if (arn == null || !arn.startsWith(prefix)) {
            throw CloudWatchErrors.resourceNotFound(String.valueOf(arn));
        }
        return tables.find(call, arn.substring(prefix.length()))
                .orElseThrow(() -> CloudWatchErrors.resourceNotFound(arn));
    }
}
