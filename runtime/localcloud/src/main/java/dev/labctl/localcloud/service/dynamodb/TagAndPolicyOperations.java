package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.TagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceResponse;

/** Tags and resource policies of tables. */
final class TagAndPolicyOperations {
    private static final int MAX_TAGS = 50;

    private final TableCatalog catalog;

    TagAndPolicyOperations(TableCatalog catalog) {
        this.catalog = catalog;
    }

    TagResourceResponse tag(TagResourceRequest request, Call call) {
        LiveTable table = SettingsOperations.byArn(catalog, request.resourceArn(), call);
        catalog.change(table, row -> {
            Map<String, String> tags = new LinkedHashMap<>(row.settings().tags());
            tags.putAll(SettingsOperations.tags(request.tags()));
            if (tags.size() > MAX_TAGS) {
                throw AwsError.validation(
                        "One or more parameter values were invalid: Too many tags: the limit is " + MAX_TAGS);
            }
            return row.with(row.settings().withTags(tags));
        });
        return TagResourceResponse.builder().build();
    }

    UntagResourceResponse untag(UntagResourceRequest request, Call call) {
        LiveTable table = SettingsOperations.byArn(catalog, request.resourceArn(), call);
        catalog.change(table, row -> {
            Map<String, String> tags = new LinkedHashMap<>(row.settings().tags());
            request.tagKeys().forEach(tags::remove);
            return row.with(row.settings().withTags(tags));
        });
        return UntagResourceResponse.builder().build();
    }

    ListTagsOfResourceResponse tags(ListTagsOfResourceRequest request, Call call) {
        Map<String, String> tags = SettingsOperations.byArn(catalog, request.resourceArn(), call)
                .row()
                .settings()
                .tags();
        return ListTagsOfResourceResponse.builder()
                .tags(tags.entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build();
    }

    PutResourcePolicyResponse putPolicy(PutResourcePolicyRequest request, Call call) {
        LiveTable table = SettingsOperations.byArn(catalog, request.resourceArn(), call);
        new Constraints().required("policy", request.policy()).check();
        String revision = UUID.randomUUID().toString();
        catalog.change(table, row -> {
            requireRevision(row, request.expectedRevisionId());
            return row.with(row.settings().withPolicy(request.policy(), revision));
        });
        return PutResourcePolicyResponse.builder().revisionId(revision).build();
    }

    GetResourcePolicyResponse getPolicy(GetResourcePolicyRequest request, Call call) {
        TableRow row =
                SettingsOperations.byArn(catalog, request.resourceArn(), call).row();
        if (row.settings().policy() == null) {
            throw AwsError.of(
                    400,
                    "PolicyNotFoundException",
                    "Resource-based policy not found for the provided ResourceArn: " + request.resourceArn());
        }
        return GetResourcePolicyResponse.builder()
                .policy(row.settings().policy())
                .revisionId(row.settings().policyRevision())
                .build();
    }

    DeleteResourcePolicyResponse deletePolicy(DeleteResourcePolicyRequest request, Call call) {
        LiveTable table = SettingsOperations.byArn(catalog, request.resourceArn(), call);
        String revision = table.row().settings().policyRevision();
        catalog.change(table, row -> {
            requireRevision(row, request.expectedRevisionId());
            return row.with(row.settings().withPolicy(null, null));
        });
        return DeleteResourcePolicyResponse.builder().revisionId(revision).build();
    }

    private static void requireRevision(TableRow row, @org.jspecify.annotations.Nullable String expected) {
        String now = row.settings().policyRevision();
        boolean matches = expected == null || (expected.equals("NO_POLICY") ? now == null : expected.equals(now));
        if (!matches) {
            throw AwsError.of(
                    400,
                    "PolicyNotFoundException",
                    "Operation failed because ExpectedRevisionId doesn't match the current RevisionId of the policy");
        }
    }
}
