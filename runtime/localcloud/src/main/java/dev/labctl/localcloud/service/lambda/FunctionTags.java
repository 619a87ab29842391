package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsResponse;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceResponse;

/** The tags of functions. */
final class FunctionTags {
    private static final int MAX_TAGS = 50;

    private final Functions functions;

    FunctionTags(Functions functions) {
        this.functions = functions;
    }

    void register(Operations operations) {
        operations.on(
                TagResourceRequest.class,
                (q, call) ->
                        List.of(Access.to("lambda:TagResource", q.resource()).withRequestTags(q.tags())),
                this::tag);
        operations.on(
                UntagResourceRequest.class,
                AccessRule.on("lambda:UntagResource", (q, call) -> q.resource()),
                this::untag);
        operations.on(ListTagsRequest.class, AccessRule.on("lambda:ListTags", (q, call) -> q.resource()), this::list);
    }

    private FunctionRef find(String arn) {
        FunctionRef function = FunctionRef.ofArn(arn);
        if (function == null) {
            throw LambdaErrors.invalid("The resource ARN " + arn + " is not the ARN of a function.");
        }
        if (function.qualifier() != null) {
            throw LambdaErrors.invalid(
                    "Tags on function aliases and versions are not supported. Please specify a function ARN.");
        }
        functions.latest(function);
        return function;
    }

    private TagResourceResponse tag(TagResourceRequest request, Call call) {
        functions.change(() -> {
            FunctionRef function = find(request.resource());
            Map<String, String> tags =
                    new LinkedHashMap<>(functions.facts(function).tags());
            tags.putAll(request.tags());
            if (tags.size() > MAX_TAGS) {
                throw LambdaErrors.invalid("Number of tags exceeds resource tag limit.");
            }
            functions.putFacts(function, functions.facts(function).withTags(tags));
            return true;
        });
        TagResourceResponse.Builder response = TagResourceResponse.builder();
        response.sdkHttpResponse(Http.NO_CONTENT);
        return response.build();
    }

    private UntagResourceResponse untag(UntagResourceRequest request, Call call) {
        functions.change(() -> {
            FunctionRef function = find(request.resource());
            Map<String, String> tags =
                    new LinkedHashMap<>(functions.facts(function).tags());
            request.tagKeys().forEach(tags::remove);
            functions.putFacts(function, functions.facts(function).withTags(tags));
            return true;
        });
        UntagResourceResponse.Builder response = UntagResourceResponse.builder();
        response.sdkHttpResponse(Http.NO_CONTENT);
        return response.build();
    }

    private ListTagsResponse list(ListTagsRequest request, Call call) {
        return ListTagsResponse.builder()
                .tags(functions.facts(find(request.resource())).tags())
                .build();
    }
}
