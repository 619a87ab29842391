package dev.labctl.localcloud.service.pipes;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Constraints;
import dev.labctl.localcloud.core.Operations;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;
import software.amazon.awssdk.services.pipes.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.pipes.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.pipes.model.TagResourceRequest;
import software.amazon.awssdk.services.pipes.model.TagResourceResponse;
import software.amazon.awssdk.services.pipes.model.UntagResourceRequest;
import software.amazon.awssdk.services.pipes.model.UntagResourceResponse;

/** The tags of pipes. */
final class TagOperations {
    private static final Pattern ARN = Pattern.compile("arn:aws[a-z-]*:pipes:[a-z0-9-]+:\\d{12}:pipe/.+");

    private final PipesTables tables;

    TagOperations(PipesTables tables) {
        this.tables = tables;
    }

    void register(Operations operations) {
        operations.on(
                TagResourceRequest.class,
                AccessRule.on("pipes:TagResource", (q, call) -> text(q.resourceArn())),
                (q, call) -> tag(q));
        operations.on(
                UntagResourceRequest.class,
                AccessRule.on("pipes:UntagResource", (q, call) -> text(q.resourceArn())),
                (q, call) -> untag(q));
        operations.on(
                ListTagsForResourceRequest.class,
                AccessRule.on("pipes:ListTagsForResource", (q, call) -> text(q.resourceArn())),
                (q, call) -> ListTagsForResourceResponse.builder()
                        .tags(require(q.resourceArn()).tags())
                        .build());
    }

    private static String text(@Nullable String arn) {
        return Objects.requireNonNullElse(arn, "");
    }

    /** Returns when a pipe may have these tags. */
    static void check(Map<String, String> tags) {
        new Constraints().tags(tags, 0).check();
    }

    private TagResourceResponse tag(TagResourceRequest request) {
        change(request.resourceArn(), tags -> tags.putAll(request.tags()));
        return TagResourceResponse.builder().build();
    }

    private UntagResourceResponse untag(UntagResourceRequest request) {
        change(request.resourceArn(), tags -> tags.keySet().removeAll(request.tagKeys()));
        return UntagResourceResponse.builder().build();
    }

    private void change(@Nullable String arn, Consumer<Map<String, String>> change) {
        synchronized (tables) {
            DescribePipeResponse pipe = require(arn);
            Map<String, String> tags = new LinkedHashMap<>(pipe.tags());
            change.accept(tags);
            check(tags);
            tables.store.write(() -> tables.pipes.put(
                    PipesTables.key(pipe), pipe.toBuilder().tags(tags).build()));
        }
    }

    private DescribePipeResponse require(@Nullable String arn) {
        String given = text(arn);
        new Constraints()
                .required("resourceArn", arn)
                .pattern("resourceArn", arn, ARN)
                .check();
        String key = PipesTables.key(given);
        return tables.pipes.get(key).orElseThrow(() -> PipesErrors.notFound(key.substring(key.indexOf('/') + 1)));
    }

    /** The tags of the pipe with this ARN, for policies. */
    Map<String, String> of(String arn) {
        return ARN.matcher(arn).matches()
                ? tables.pipes
                        .get(PipesTables.key(arn))
                        .map(DescribePipeResponse::tags)
                        .orElse(Map.of())
                : Map.of();
    }
}
