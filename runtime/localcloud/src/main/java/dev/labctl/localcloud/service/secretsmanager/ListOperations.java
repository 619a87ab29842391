package dev.labctl.localcloud.service.secretsmanager;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import dev.labctl.localcloud.core.SdkState;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SortOrderType;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/** ListSecrets with its filters: values are prefixes, one that begins with {@code !} excludes. */
final class ListOperations {
    private static final int PAGE = 100;

    private final SecretStore store;

    ListOperations(SecretStore store) {
        this.store = store;
    }

    void register(Operations operations) {
        operations.on(ListSecretsRequest.class, AccessRule.anyResource("secretsmanager:ListSecrets"), this::list);
    }

    private ListSecretsResponse list(ListSecretsRequest request, Call call) {
        request.filters().forEach(ListOperations::requireKnown);
        List<DescribeSecretResponse> found = store.all(call.region()).stream()
                .filter(secret -> secret.deletedDate() == null || Boolean.TRUE.equals(request.includePlannedDeletion()))
                .filter(secret -> request.filters().stream().allMatch(filter -> matches(secret, filter)))
                .toList();
        Page<DescribeSecretResponse> page = Page.of(
                found,
                DescribeSecretResponse::name,
                request.nextToken(),
                Objects.requireNonNullElse(request.maxResults(), PAGE),
                () -> AwsError.of(400, "InvalidNextTokenException", "Invalid pagination token"));
        Comparator<DescribeSecretResponse> byAge = Comparator.comparing(DescribeSecretResponse::createdDate);
        return ListSecretsResponse.builder()
                .secretList(page.items().stream()
                        .sorted(request.sortOrder() == SortOrderType.ASC ? byAge : byAge.reversed())
                        .map(secret -> SdkState.copy(
                                        secret, (SecretListEntry.Builder & SdkPojo) SecretListEntry.builder())
                                .secretVersionsToStages(secret.versionIdsToStages())
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static void requireKnown(Filter filter) {
        switch (String.valueOf(filter.keyAsString())) {
            case "name", "description", "tag-key", "tag-value", "owning-service", "all" -> {}
            default ->
                throw SecretErrors.invalidParameter(
                        "The local cloud has no filter " + filter.keyAsString() + " for secrets");
        }
    }

    private static boolean matches(DescribeSecretResponse secret, Filter filter) {
        return filter.values().stream()
                .anyMatch(value -> value.startsWith("!")
                        ? !matches(secret, filter.keyAsString(), value.substring(1))
                        : matches(secret, filter.keyAsString(), value));
    }

    private static boolean matches(DescribeSecretResponse secret, String key, String value) {
        return switch (key) {
            case "name" -> secret.name().startsWith(value);
            case "description" -> startsWith(secret.description(), value);
            case "owning-service" -> startsWith(secret.owningService(), value);
            case "tag-key" -> secret.tags().stream().map(Tag::key).anyMatch(one -> one.startsWith(value));
            case "tag-value" -> secret.tags().stream().map(Tag::value).anyMatch(one -> one.startsWith(value));
            default ->
                startsWith(secret.name(), value)
                        || startsWith(secret.description(), value)
                        || secret.tags().stream()
                                .anyMatch(tag -> startsWith(tag.key(), value) || startsWith(tag.value(), value));
        };
    }

    private static boolean startsWith(@Nullable String text, String prefix) {
        return text != null && text.toLowerCase(Locale.ROOT).startsWith(prefix.toLowerCase(Locale.ROOT));
    }
}
