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
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.ssm.model.AddTagsToResourceResponse;
import software.amazon.awssdk.services.ssm.model.DeleteParameterRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParameterResponse;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.ssm.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.PutParameterResponse;
import software.amazon.awssdk.services.ssm.model.RemoveTagsFromResourceRequest;
import software.amazon.awssdk.services.ssm.model.RemoveTagsFromResourceResponse;
import software.amazon.awssdk.services.ssm.model.Tag;

/** The parameter store of AWS Systems Manager: String and StringList parameters, their newest version. */
public final class SsmService implements Service {
    private final CloudEnvironment environment;
    private final Table<StoredParameter> parameters;

    private SsmService(CloudEnvironment environment) {
        this.environment = environment;
        this.parameters = environment.store().table("ssm.parameters", Codec.json(StoredParameter.class));
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
        operations.on(
                GetParameterRequest.class,
                AccessRule.on("ssm:GetParameter", (q, call) -> arn(call, q.name())),
                this::get);
        operations.on(
                GetParametersRequest.class,
                (q, call) -> q.names().stream()
                        .map(name -> Access.to("ssm:GetParameters", arn(call, name)))
                        .toList(),
                this::getAll);
        operations.on(
                DeleteParameterRequest.class,
                AccessRule.on("ssm:DeleteParameter", (q, call) -> arn(call, q.name())),
                this::delete);
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

    private static String arn(Call call, String name) {
        return name.startsWith("arn:") ? name : call.arn("ssm", "parameter/" + name.replaceFirst("^/", ""));
    }

    private static String key(Call call, String name) {
        String plain = name.startsWith("arn:") ? name.replaceFirst("^arn:[^/]*:parameter", "") : name;
        return call.region() + "|" + plain;
    }

    private Optional<StoredParameter> find(Call call, String name) {
        String key = key(call, name);
        Optional<StoredParameter> found = parameters.get(key);
        return found.isPresent() ? found : parameters.get(key.replaceFirst("\\|/", "|"));
    }

    private StoredParameter require(Call call, String name) {
        return find(call, name).orElseThrow(SsmService::notFound);
    }

    private static AwsError notFound() {
        return AwsError.of(400, "ParameterNotFound", "");
    }

    private synchronized PutParameterResponse put(PutParameterRequest request, Call call) {
        StoredParameter before = find(call, request.name()).orElse(null);
        if (before != null && !Boolean.TRUE.equals(request.overwrite())) {
            throw AwsError.of(
                    400,
                    "ParameterAlreadyExists",
                    "The parameter already exists. To overwrite this value, set the overwrite option in the request to"
                            + " true.");
        }
        String type = type(request, before);
        String pattern = request.allowedPattern();
        if (pattern != null
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
                before == null ? tags(request.tags()) : before.tags());
        environment.store().write(() -> parameters.put(key(call, request.name()), stored));
        return PutParameterResponse.builder()
                .version(stored.version())
                .tier(stored.tier())
                .build();
    }

    private static String type(PutParameterRequest request, @Nullable StoredParameter before) {
        String type = request.typeAsString() == null && before != null ? before.type() : request.typeAsString();
        if (type == null) {
            throw AwsError.validation("A parameter type is required when you create a parameter.");
        }
        if (type.equals("SecureString")) {
            throw AwsError.of(
                    501, "NotImplemented", "The local cloud does not implement parameters of type SecureString");
        }
        return type;
    }

    private GetParameterResponse get(GetParameterRequest request, Call call) {
        return GetParameterResponse.builder()
                .parameter(view(require(call, request.name()), call))
                .build();
    }

    private GetParametersResponse getAll(GetParametersRequest request, Call call) {
        List<Parameter> found = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        for (String name : request.names()) {
            Optional<StoredParameter> stored = find(call, name);
            if (stored.isPresent()) {
                found.add(view(stored.get(), call));
            } else {
                invalid.add(name);
            }
        }
        return GetParametersResponse.builder()
                .parameters(found)
                .invalidParameters(invalid)
                .build();
    }

    private static Parameter view(StoredParameter stored, Call call) {
        return Parameter.builder()
                .name(stored.name())
                .type(stored.type())
                .value(stored.value())
                .version(stored.version())
                .lastModifiedDate(stored.modified())
                .arn(arn(call, stored.name()))
                .dataType(stored.dataType())
                .build();
    }

    private synchronized DeleteParameterResponse delete(DeleteParameterRequest request, Call call) {
        StoredParameter stored = require(call, request.name());
        environment.store().write(() -> {
            parameters.remove(key(call, stored.name()));
        });
        return DeleteParameterResponse.builder().build();
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
        environment.store().write(() -> parameters.put(key(call, stored.name()), stored.withTags(tags)));
        return AddTagsToResourceResponse.builder().build();
    }

    private synchronized RemoveTagsFromResourceResponse removeTags(RemoveTagsFromResourceRequest request, Call call) {
        StoredParameter stored = require(call, request.resourceId());
        Map<String, String> tags = new LinkedHashMap<>(stored.tags());
        tags.keySet().removeAll(request.tagKeys());
        environment.store().write(() -> parameters.put(key(call, stored.name()), stored.withTags(tags)));
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
