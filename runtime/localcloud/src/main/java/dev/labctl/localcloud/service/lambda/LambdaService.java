package dev.labctl.localcloud.service.lambda;

import com.google.auto.service.AutoService;
import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.core.ServiceDefinition;
import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import dev.labctl.localcloud.core.ServiceFactory;
import dev.labctl.localcloud.service.lambda.execution.Environments;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsRequest;
import software.amazon.awssdk.services.lambda.model.ListLayersRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;

/** AWS Lambda. Functions run as Java processes of the user, on AWS's own runtime interface client. */
public final class LambdaService implements Service {
    private final CodeStore code;
    private final CodeDownloads downloads;
    private final Functions functions;
    private final Layers layers;
    private final Environments environments;
    private final Activation activation;
    private final VpcInterfaces interfaces;
    private final FunctionOperations functionOperations;
    private final Versions versions;
    private final Permissions permissions;
    private final ConcurrencyLimits limits;
    private final EventInvokeConfigs eventInvokeConfigs;
    private final FunctionTags tags;
    private final FixedSettings fixedSettings;
    private final FunctionUrls urls;
    private final AsyncQueue queue;
    private final InvokeOperations invokes;
    private final RecentOutcomes outcomes = new RecentOutcomes();

    private LambdaService(CloudEnvironment cloud) {
        Path directory = cloud.directory().resolve("lambda");
        code = new CodeStore(directory);
        downloads = new CodeDownloads(code, cloud.executor());
        CodeSource source = new CodeSource(cloud, code);
        functions = new Functions(cloud.store());
        layers = new Layers(cloud, source, downloads::url);
        environments = new Environments(cloud, directory);
        interfaces = new VpcInterfaces(cloud, functions);
        activation = new Activation(cloud, functions, environments, interfaces);
        urls = new FunctionUrls(cloud, functions);
        versions = new Versions(functions, urls);
        functionOperations = new FunctionOperations(
                cloud,
                functions,
                new FunctionSettings(layers),
                source,
                downloads::url,
                versions,
                activation,
                interfaces,
                urls);
        permissions = new Permissions(functions);
        limits = new ConcurrencyLimits(functions);
        eventInvokeConfigs = new EventInvokeConfigs(cloud, functions);
        tags = new FunctionTags(functions);
        fixedSettings = new FixedSettings(functions);
        Invoker invoker = new Invoker(cloud, functions, code, layers, limits, environments, interfaces, outcomes);
        queue = new AsyncQueue(cloud, functions, invoker, limits, new Destinations(cloud, functions));
        invokes = new InvokeOperations(functions, invoker, queue, cloud.clock());
    }

    @Override
    public ServiceDefinition definition() {
        return ServiceDefinition.of("lambda", LambdaClient.class, Protocol.REST_JSON);
    }

    @Override
    public void register(Operations operations) {
        functionOperations.register(operations);
        versions.register(operations);
        permissions.register(operations);
        limits.register(operations);
        eventInvokeConfigs.register(operations);
        tags.register(operations);
        fixedSettings.register(operations);
        invokes.register(operations);
        urls.register(operations);
        registerLayers(operations);
    }

    private void registerLayers(Operations operations) {
        operations.on(
                PublishLayerVersionRequest.class,
                AccessRule.on("lambda:PublishLayerVersion", (q, call) -> Layers.arn(q.layerName(), call)),
                layers::publish);
        operations.on(
                GetLayerVersionRequest.class,
                AccessRule.on(
                        "lambda:GetLayerVersion",
                        (q, call) -> Layers.versionArn(q.layerName(), q.versionNumber(), call)),
                layers::get);
        operations.on(
                GetLayerVersionByArnRequest.class,
                AccessRule.on("lambda:GetLayerVersion", (q, call) -> q.arn()),
                layers::getByArn);
        operations.on(
                DeleteLayerVersionRequest.class,
                AccessRule.on(
                        "lambda:DeleteLayerVersion",
                        (q, call) -> Layers.versionArn(q.layerName(), q.versionNumber(), call)),
                layers::delete);
        operations.on(
                ListLayerVersionsRequest.class,
                AccessRule.anyResource("lambda:ListLayerVersions"),
                layers::listVersions);
        operations.on(ListLayersRequest.class, AccessRule.anyResource("lambda:ListLayers"), layers::list);
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return List.of(
                new FunctionType(),
                new VersionType(),
                new AliasType(),
                new PermissionType(),
                new EventInvokeConfigType(),
                new LayerVersionType(),
                new UrlType());
    }

    @Override
    public Optional<String> resourcePolicy(String arn) {
        return permissions.document(arn);
    }

    @Override
    public Map<String, String> resourceTags(String arn) {
        FunctionRef function = FunctionRef.ofArn(arn);
        return function == null ? Map.of() : functions.facts(function).tags();
    }

    @Override
    public List<Map<String, Object>> inside(String region, String name) {
        return outcomes.of(region, name);
    }

    @Override
    public void start() {
        Set<String> used = new HashSet<>(layers.contentHashes());
        for (FunctionConfiguration version : functions.versions().under("")) {
            used.add(version.codeSha256());
        }
        code.retain(used);
        interfaces.resume();
        activation.resume();
        queue.resume();
        urls.resume();
    }

    @Override
    public void stop() {
        queue.stop();
        environments.close();
        downloads.close();
    }

    /** Makes the service. */
    @AutoService(ServiceFactory.class)
    public static final class Factory implements ServiceFactory {
        @Override
        public Service create(CloudEnvironment environment) {
            return new LambdaService(environment);
        }
    }
}
