package dev.labctl.localcloud.service.ssm;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.DescribeParametersRequest;
import software.amazon.awssdk.services.ssm.model.DescribeParametersResponse;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryResponse;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterHistory;
import software.amazon.awssdk.services.ssm.model.ParameterMetadata;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;

/** The requests that show parameters. A SecureString is shown as ciphertext unless its decryption is asked for. */
final class ParameterQueries {
    private static final int PAGE = 10;
    private static final int DESCRIBED_PAGE = 50;

    private final ParameterStore store;

    ParameterQueries(ParameterStore store) {
        this.store = store;
    }

    void register(Operations operations) {
        operations.on(
                GetParameterRequest.class,
                AccessRule.on("ssm:GetParameter", (q, call) -> SsmService.arn(call, q.name())),
                this::get);
        operations.on(
                GetParametersRequest.class,
                (q, call) -> q.names().stream()
                        .map(name -> Access.to("ssm:GetParameters", SsmService.arn(call, name)))
                        .toList(),
                this::getAll);
        operations.on(
                GetParametersByPathRequest.class,
                AccessRule.on("ssm:GetParametersByPath", (q, call) -> SsmService.arn(call, q.path())),
                this::getByPath);
        operations.on(
                GetParameterHistoryRequest.class,
                AccessRule.on("ssm:GetParameterHistory", (q, call) -> SsmService.arn(call, q.name())),
                this::history);
        operations.on(
                DescribeParametersRequest.class, AccessRule.anyResource("ssm:DescribeParameters"), this::describe);
    }

    private GetParameterResponse get(GetParameterRequest request, Call call) {
        StoredParameter found = store.find(call.region(), request.name()).orElseThrow(SsmService::notFound);
        return GetParameterResponse.builder()
                .parameter(view(found, request.name(), isTrue(request.withDecryption()), call))
                .build();
    }

    private static boolean isTrue(@Nullable Boolean flag) {
        return Boolean.TRUE.equals(flag);
    }

    private GetParametersResponse getAll(GetParametersRequest request, Call call) {
        List<Parameter> found = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        for (String name : request.names()) {
            Optional<StoredParameter> stored = known(call, name);
            if (stored.isPresent()) {
                found.add(view(stored.get(), name, isTrue(request.withDecryption()), call));
            } else {
                invalid.add(name);
            }
        }
        return GetParametersResponse.builder()
                .parameters(found)
                .invalidParameters(invalid)
                .build();
    }

    private Optional<StoredParameter> known(Call call, String name) {
        try {
            return store.find(call.region(), name);
        } catch (AwsError e) {
            return Optional.empty();
        }
    }

    private static Parameter view(StoredParameter stored, String asked, boolean isDecrypted, Call call) {
        int colon = asked.startsWith("arn:") ? -1 : asked.indexOf(':');
        return Parameter.builder()
                .name(stored.name())
                .type(stored.type())
                .value(value(stored, isDecrypted))
                .version(stored.version())
                .selector(colon < 0 ? null : asked.substring(colon))
                .lastModifiedDate(stored.modified())
                .arn(SsmService.arn(call, stored.name()))
                .dataType(stored.dataType())
                .build();
    }

    private static String value(StoredParameter stored, boolean isDecrypted) {
        if (!stored.isSecure() || isDecrypted) {
            return stored.value();
        }
        String sealed = stored.keyId() + "|" + stored.name() + "|" + stored.version() + "|" + stored.value();
        return Base64.getEncoder()
                .encodeToString(java.util
                        .UUID
                        .nameUUIDFromBytes(sealed.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
    }

    private GetParametersByPathResponse getByPath(GetParametersByPathRequest request, Call call) {
        if (!request.path().startsWith("/")) {
            throw AwsError.validation("The parameter doesn't meet the parameter name requirements. The parameter name"
                    + " must begin with a forward slash \"/\". It can't be prefixed with \"aws\" or \"ssm\""
                    + " (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), -"
                    + " (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must"
                    + " use the forward slash symbol \"/\". Valid example: /get/parameters2-/by1./path0_.");
        }
        String path = request.path().endsWith("/") ? request.path() : request.path() + "/";
        List<StoredParameter> all =
                PublicParameters.isPublic(path) ? PublicParameters.all(call.region()) : store.all(call.region());
        List<StoredParameter> found = all.stream()
                .filter(parameter -> parameter.name().startsWith(path))
                .filter(parameter ->
                        isTrue(request.recursive()) || parameter.name().indexOf('/', path.length()) < 0)
                .filter(parameter -> matches(parameter, request.parameterFilters()))
                .toList();
        int start = start(request.nextToken());
        int end = end(found, start, Objects.requireNonNullElse(request.maxResults(), PAGE));
        return GetParametersByPathResponse.builder()
                .parameters(found.subList(start, end).stream()
                        .map(parameter -> view(parameter, parameter.name(), isTrue(request.withDecryption()), call))
                        .toList())
                .nextToken(end < found.size() ? String.valueOf(end) : null)
                .build();
    }

    private static int start(@Nullable String token) {
        if (token == null) {
            return 0;
        }
        if (!token.matches("\\d{1,9}")) {
            throw AwsError.of(400, "InvalidNextToken", "The specified token is not valid.");
        }
        return Integer.parseInt(token);
    }

    private static int end(List<?> found, int start, int page) {
        if (start > found.size()) {
            throw AwsError.of(400, "InvalidNextToken", "The specified token is not valid.");
        }
        return Math.min(found.size(), start + page);
    }

    private GetParameterHistoryResponse history(GetParameterHistoryRequest request, Call call) {
        StoredParameter newest = store.newest(call.region(), request.name()).orElseThrow(SsmService::notFound);
        List<StoredParameter> all = store.history(call.region(), newest.name());
        int start = start(request.nextToken());
        int end = end(all, start, Objects.requireNonNullElse(request.maxResults(), DESCRIBED_PAGE));
        return GetParameterHistoryResponse.builder()
                .parameters(all.subList(start, end).stream()
                        .map(version -> ParameterHistory.builder()
                                .name(version.name())
                                .type(version.type())
                                .keyId(version.keyId())
                                .lastModifiedDate(version.modified())
                                .lastModifiedUser(version.user())
                                .description(version.description())
                                .value(value(version, isTrue(request.withDecryption())))
                                .allowedPattern(version.allowedPattern())
                                .version(version.version())
                                .labels(List.of())
                                .tier(version.tier())
                                .policies(List.of())
                                .dataType(version.dataType())
                                .build())
                        .toList())
                .nextToken(end < all.size() ? String.valueOf(end) : null)
                .build();
    }

    private DescribeParametersResponse describe(DescribeParametersRequest request, Call call) {
        if (request.hasFilters()) {
            throw AwsError.of(
                    501, "NotImplemented", "The local cloud does not implement Filters; use ParameterFilters");
        }
        List<StoredParameter> found = store.all(call.region()).stream()
                .filter(parameter -> matches(parameter, request.parameterFilters()))
                .toList();
        int start = start(request.nextToken());
        int end = end(found, start, Objects.requireNonNullElse(request.maxResults(), DESCRIBED_PAGE));
        return DescribeParametersResponse.builder()
                .parameters(found.subList(start, end).stream()
                        .map(parameter -> described(parameter, call))
                        .toList())
                .nextToken(end < found.size() ? String.valueOf(end) : null)
                .build();
    }

    private static ParameterMetadata described(StoredParameter parameter, Call call) {
        return ParameterMetadata.builder()
                .name(parameter.name())
                .arn(SsmService.arn(call, parameter.name()))
                .type(parameter.type())
                .keyId(parameter.keyId())
                .lastModifiedDate(parameter.modified())
                .lastModifiedUser(parameter.user())
                .description(parameter.description())
                .allowedPattern(parameter.allowedPattern())
                .version(parameter.version())
                .tier(parameter.tier())
                .policies(List.of())
                .dataType(parameter.dataType())
                .build();
    }

    private static boolean matches(StoredParameter parameter, List<ParameterStringFilter> filters) {
        return filters.stream().allMatch(filter -> matches(parameter, filter));
    }

    private static boolean matches(StoredParameter parameter, ParameterStringFilter filter) {
        String option = Objects.requireNonNullElse(filter.option(), "Equals");
        String actual =
                switch (filter.key()) {
                    case "Name", "Path" -> parameter.name();
                    case "Type" -> parameter.type();
                    case "KeyId" -> Objects.requireNonNullElse(parameter.keyId(), "");
                    case "Tier" -> parameter.tier();
                    case "DataType" -> parameter.dataType();
                    default -> {
                        if (filter.key().startsWith("tag:")) {
                            yield Objects.requireNonNullElse(
                                    parameter.tags().get(filter.key().substring("tag:".length())), "");
                        }
                        throw AwsError.of(
                                400,
                                "InvalidFilterKey",
                                "The following filter key is not valid: " + filter.key() + ".");
                    }
                };
        if (filter.key().equals("Path")) {
            return filter.values().stream().anyMatch(path -> {
                String below = path.endsWith("/") ? path : path + "/";
                return actual.startsWith(below)
                        && (option.equals("Recursive") || actual.indexOf('/', below.length()) < 0);
            });
        }
        return switch (option) {
            case "Equals" -> filter.values().contains(actual);
            case "BeginsWith" -> filter.values().stream().anyMatch(actual::startsWith);
            case "Contains" -> filter.values().stream().anyMatch(actual::contains);
            default ->
                throw AwsError.of(
                        400, "InvalidFilterOption", "The following filter option is not valid: " + option + ".");
        };
    }
}
