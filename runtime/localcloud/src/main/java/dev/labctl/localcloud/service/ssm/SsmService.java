package dev.labctl.localcloud.service.ssm;

import com.google.auto.service.AutoService;
import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.core.ServiceDefinition;
import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import dev.labctl.localcloud.core.ServiceFactory;
import dev.labctl.localcloud.identity.Access;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.ssm.model.AddTagsToResourceResponse;
import software.amazon.awssdk.services.ssm.model.DeleteParameterRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParameterResponse;
import software.amazon.awssdk.services.ssm.model.DeleteParametersRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParametersResponse;
import software.amazon.awssdk.services.ssm.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.ssm.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.PutParameterResponse;
import software.amazon.awssdk.services.ssm.model.RemoveTagsFromResourceRequest;
import software.amazon.awssdk.services.ssm.model.RemoveTagsFromResourceResponse;
import software.amazon.awssdk.services.ssm.model.Tag;

/** The parameter store of AWS Systems Manager: parameters of all three types, with their versions and tags. */
public final class SsmService implements Service {
    private static final int MAX_NAMES = 10;

    private final CloudEnvironment environment;
    private final ParameterStore store;
    private final ParameterQueries queries;

    private SsmService(CloudEnvironment environment) {
        this.environment = environment;
        this.store = new ParameterStore(environment.store());
        this.queries = new ParameterQueries(store);
    }

    @Override
    public ServiceDefinition definition() {
        return ServiceDefinition.of("ssm", SsmClient.class, Protocol.AWS_JSON_1_1);
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return List.of(new ParameterType());
    }

    @Override
    public void register(Operations operations) {
        operations.on(
                PutParameterRequest.class,
                AccessRule.on("ssm:PutParameter", (q, call) -> arn(call, q.name())),
                this::put);
        queries.register(operations);
        operations.on(
                DeleteParameterRequest.class,
                AccessRule.on("ssm:DeleteParameter", (q, call) -> arn(call, q.name())),
                this::delete);
        operations.on(
                DeleteParametersRequest.class,
                (q, call) -> q.names().stream()
                        .map(name -> Access.to("ssm:DeleteParameters", arn(call, name)))
                        .toList(),
                this::deleteAll);
        operations.on(
                ListTagsForResourceRequest.class,
                AccessRule.on("ssm:ListTagsForResource", (q, call) -> arn(call, q.resourceId())),
                this::listTags);
        operations.on(
                AddTagsToResourceRequest.class,
                AccessRule.on("ssm:AddTagsToResource", (q, call) -> arn(call, q.resourceId())),
                this::addTags);
        operations.on(
                RemoveTagsFromResourceRequest.class,
                AccessRule.on("ssm:RemoveTagsFromResource", (q, call) -> arn(call, q.resourceId())),
                this::removeTags);
    }

    static String arn(Call call, String name) {
        if (name.startsWith("arn:")) {
            return name;
        }
        return PublicParameters.isPublic(name)
                ? "arn:aws:ssm:" + call.region() + "::parameter" + ParameterStore.plain(name)
                : call.arn("ssm", "parameter/" + ParameterStore.plain(name).replaceFirst("^/", ""));
    }

    private StoredParameter require(Call call, String name) {
        return store.newest(call.region(), name).orElseThrow(SsmService::notFound);
    }

    static AwsError notFound() {
        return AwsError.of(400, "ParameterNotFound", "");
    }

    private synchronized PutParameterResponse put(PutParameterRequest request, Call call) {
        requireName(request.name());
        requireOwn(request.name());
        StoredParameter before = store.newest(call.region(), request.name()).orElse(null);
        if (before != null && !Boolean.TRUE.equals(request.overwrite())) {
            throw AwsError.of(
                    400,
                    "ParameterAlreadyExists",
                    "The parameter already exists. To overwrite this value, set the overwrite option in the request to"
                            + " true.");
        }
        if (before != null && request.hasTags()) {
            throw AwsError.validation("Invalid request: tags and overwrite can't be used together. To create a"
                    + " parameter with tags, please remove overwrite flag. To update tags for an existing parameter,"
                    + " please use AddTagsToResource or RemoveTagsFromResource.");
        }
        String type = type(request, before);
        String pattern =
                request.allowedPattern() == null && before != null ? before.allowedPattern() : request.allowedPattern();
        if (pattern != null
                && !pattern.isEmpty()
                && !Pattern.compile(pattern).matcher(request.value()).matches()) {
            throw AwsError.of(
                    400,
                    "ParameterPatternMismatchException",
                    "Parameter value, cannot be validated against allowedPattern: " + pattern);
        }
        StoredParameter stored = new StoredParameter(
                request.name(),
                type,
                request.value(),
                before == null ? 1 : before.version() + 1,
                environment.clock().instant(),
                request.description() == null && before != null ? before.description() : request.description(),
                pattern,
                Objects.requireNonNullElse(request.tierAsString(), "Standard"),
                Objects.requireNonNullElse(request.dataType(), "text"),
                type.equals("SecureString") ? Objects.requireNonNullElse(request.keyId(), "alias/aws/ssm") : null,
                call.caller().principal().arn(),
                before == null ? tags(request.tags()) : before.tags());
        store.add(call.region(), stored);
        return PutParameterResponse.builder()
                .version(stored.version())
                .tier(stored.tier())
                .build();
    }

    private static void requireName(String name) {
        if (name.startsWith("arn:") || !name.matches("[a-zA-Z0-9_.\\-/]+")) {
            throw AwsError.validation(
                    "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a"
                            + " path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix"
                            + " of letters, numbers and the following 3 symbols .-_");
        }
        if (name.indexOf('/') > 0) {
            throw AwsError.validation("Parameter name must be a fully qualified name.");
        }
    }

    private static void requireOwn(String name) {
        if (PublicParameters.isReserved(name)) {
            throw AwsError.of(400, "AccessDeniedException", "No access to reserved parameter name: " + name + ".");
        }
    }

    private static String type(PutParameterRequest request, @Nullable StoredParameter before) {
        String type = request.typeAsString() == null && before != null ? before.type() : request.typeAsString();
        if (type == null) {
            throw AwsError.validation("A parameter type is required when you create a parameter.");
        }
        if (before != null && !before.type().equals(type)) {
            throw AwsError.of(
                    400,
                    "HierarchyTypeMismatchException",
                    "The parameter type can't be changed from " + before.type() + " to " + type + ".");
        }
        return type;
    }

    private synchronized DeleteParameterResponse delete(DeleteParameterRequest request, Call call) {
        requireOwn(request.name());
        store.remove(call.region(), require(call, request.name()));
        return DeleteParameterResponse.builder().build();
    }

    private synchronized DeleteParametersResponse deleteAll(DeleteParametersRequest request, Call call) {
        if (request.names().size() > MAX_NAMES) {
            throw AwsError.validation("1 validation error detected: Value '" + request.names()
                    + "' at 'names' failed to satisfy constraint: Member must have length less than or equal to "
                    + MAX_NAMES);
        }
        List<String> deleted = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        for (String name : request.names()) {
            requireOwn(name);
            store.newest(call.region(), name)
                    .ifPresentOrElse(
                            stored -> {
                                store.remove(call.region(), stored);
                                deleted.add(name);
                            },
                            () -> invalid.add(name));
        }
        return DeleteParametersResponse.builder()
                .deletedParameters(deleted)
                .invalidParameters(invalid)
                .build();
    }

    private ListTagsForResourceResponse listTags(ListTagsForResourceRequest request, Call call) {
        List<Tag> tags = require(call, request.resourceId()).tags().entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
        return ListTagsForResourceResponse.builder().tagList(tags).build();
    }

    private synchronized AddTagsToResourceResponse addTags(AddTagsToResourceRequest request, Call call) {
        StoredParameter stored = require(call, request.resourceId());
        Map<String, String> tags = new LinkedHashMap<>(stored.tags());
        tags.putAll(tags(request.tags()));
        store.retag(call.region(), stored.withTags(tags));
        return AddTagsToResourceResponse.builder().build();
    }

    private synchronized RemoveTagsFromResourceResponse removeTags(RemoveTagsFromResourceRequest request, Call call) {
        StoredParameter stored = require(call, request.resourceId());
        Map<String, String> tags = new LinkedHashMap<>(stored.tags());
        tags.keySet().removeAll(request.tagKeys());
        store.retag(call.region(), stored.withTags(tags));
        return RemoveTagsFromResourceResponse.builder().build();
    }

    private static Map<String, String> tags(List<Tag> tags) {
        Map<String, String> map = new LinkedHashMap<>();
        tags.forEach(tag -> map.put(tag.key(), tag.value()));
        return map;
    }

    /** Found by the service loader. */
    @AutoService(ServiceFactory.class)
    public static final class Factory implements ServiceFactory {
        @Override
        public Service create(CloudEnvironment environment) {
            return new SsmService(environment);
        }
    }
}
