package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.SdkState;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeadLetterConfig;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.Environment;
import software.amazon.awssdk.services.lambda.model.EphemeralStorage;
import software.amazon.awssdk.services.lambda.model.FileSystemConfig;
import software.amazon.awssdk.services.lambda.model.FunctionCode;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.LoggingConfig;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.SnapStart;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceResponse;
import software.amazon.awssdk.services.lambda.model.TracingConfig;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.VpcConfig;

/** {@code AWS::Lambda::Function}. */
final class FunctionType implements ResourceType {
    private static final int MAX_NAME = 64;
    private static final int SETTLE_MILLIS = 60_000;

    @Override
    public String name() {
        return "AWS::Lambda::Function";
    }

    @Override
    public ObjectSchema schema() {
        return FunctionSchema.FUNCTION;
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Arn", "SnapStartResponse", "SnapStartResponse.ApplyOn", "SnapStartResponse.OptimizationStatus");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        Properties properties = request.properties();
        String name = properties.string("FunctionName").orElseGet(() -> request.generatedName(MAX_NAME));
        if (!request.resumed() || find(request, name).isEmpty()) {
            UpdateFunctionConfigurationRequest settings = settings(properties, name);
            CreateFunctionRequest.Builder create = SdkState.copy(settings, CreateFunctionRequest.builder());
            properties.string("PackageType").ifPresent(create::packageType);
            if (properties.has("Architectures")) {
                create.architecturesWithStrings(properties.strings("Architectures"));
            }
            create.code(code(properties)).tags(request.tags());
            request.call(create.build(), CreateFunctionResponse.class);
        }
        request.created(name);
        PhysicalResource created = settled(request, name);
        reserve(request, name);
        return created;
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        String name = request.id();
        if (isCodeChanged(request)) {
            UpdateFunctionCodeRequest.Builder code =
                    SdkState.copy(code(request.properties()), UpdateFunctionCodeRequest.builder());
            code.architecturesWithStrings(
                    request.properties().has("Architectures")
                            ? request.properties().strings("Architectures")
                            : List.of("x86_64"));
            request.call(code.functionName(name).build(), UpdateFunctionCodeResponse.class);
            settled(request, name);
        }
        UpdateFunctionConfigurationRequest before = settings(request.previousProperties(), name);
        UpdateFunctionConfigurationRequest after = settings(request.properties(), name);
        if (!after.equals(before)) {
            request.call(withDefaults(after), UpdateFunctionConfigurationResponse.class);
        }
        reserve(request, name);
        PhysicalResource updated = settled(request, name);
        updateTags(request, updated);
        return updated;
    }

    private static boolean isCodeChanged(ResourceRequest request) {
        boolean isInline = request.properties()
                .object("Code")
                .map(code -> code.has("ZipFile"))
                .orElse(false);
        return isChanged(request, "Code")
                || isChanged(request, "Architectures")
                || (isInline && isChanged(request, "Runtime"));
    }

    private static boolean isChanged(ResourceRequest request, String property) {
        return !request.properties()
                .value(property)
                .equals(request.previousProperties().value(property));
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(
                    DeleteFunctionRequest.builder().functionName(request.id()).build(), DeleteFunctionResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("ResourceNotFoundException")) {
                throw e;
            }
        }
    }

    private static FunctionCode code(Properties properties) {
        Properties code = properties.object("Code").orElse(Properties.EMPTY);
        return FunctionCode.builder()
                .zipFile(code.string("ZipFile")
                        .map(source -> InlineCode.zip(
                                source, properties.string("Runtime").orElse("")))
                        .orElse(null))
                .s3Bucket(code.string("S3Bucket").orElse(null))
                .s3Key(code.string("S3Key").orElse(null))
                .s3ObjectVersion(code.string("S3ObjectVersion").orElse(null))
                .build();
    }

    private static UpdateFunctionConfigurationRequest settings(Properties properties, String name) {
        UpdateFunctionConfigurationRequest.Builder settings =
                UpdateFunctionConfigurationRequest.builder().functionName(name);
        properties.string("Role").ifPresent(settings::role);
        properties.string("Runtime").ifPresent(settings::runtime);
        properties.string("Handler").ifPresent(settings::handler);
        properties.string("Description").ifPresent(settings::description);
        properties.string("KmsKeyArn").ifPresent(settings::kmsKeyArn);
        properties.integer("Timeout").ifPresent(settings::timeout);
        properties.integer("MemorySize").ifPresent(settings::memorySize);
        if (properties.has("Layers")) {
            settings.layers(properties.strings("Layers"));
        }
        object(properties, "Environment", given -> settings.environment(environment(given)));
        object(
                properties,
                "DeadLetterConfig",
                given -> settings.deadLetterConfig(DeadLetterConfig.builder()
                        .targetArn(given.string("TargetArn").orElse(null))
                        .build()));
        object(
                properties,
                "EphemeralStorage",
                given -> settings.ephemeralStorage(EphemeralStorage.builder()
                        .size(given.integer("Size").orElse(null))
                        .build()));
        object(
                properties,
                "SnapStart",
                given -> settings.snapStart(SnapStart.builder()
                        .applyOn(given.string("ApplyOn").orElse(null))
                        .build()));
        object(
                properties,
                "TracingConfig",
                given -> settings.tracingConfig(TracingConfig.builder()
                        .mode(given.string("Mode").orElse(null))
                        .build()));
        object(
                properties,
                "VpcConfig",
                given -> settings.vpcConfig(VpcConfig.builder()
                        .subnetIds(given.strings("SubnetIds"))
                        .securityGroupIds(given.strings("SecurityGroupIds"))
                        .ipv6AllowedForDualStack(
                                given.bool("Ipv6AllowedForDualStack").orElse(null))
                        .build()));
        object(
                properties,
                "LoggingConfig",
                given -> settings.loggingConfig(LoggingConfig.builder()
                        .logFormat(given.string("LogFormat").orElse(null))
                        .logGroup(given.string("LogGroup").orElse(null))
                        .applicationLogLevel(given.string("ApplicationLogLevel").orElse(null))
                        .systemLogLevel(given.string("SystemLogLevel").orElse(null))
                        .build()));
        if (properties.has("FileSystemConfigs")) {
            settings.fileSystemConfigs(properties.objects("FileSystemConfigs").stream()
                    .map(given -> FileSystemConfig.builder()
                            .arn(given.requiredString("Arn"))
                            .localMountPath(given.requiredString("LocalMountPath"))
                            .build())
                    .toList());
        }
        return settings.build();
    }

    private static void object(Properties properties, String name, Consumer<Properties> setter) {
        properties.object(name).ifPresent(setter);
    }

    private static Environment environment(Properties given) {
        Map<String, String> variables = new LinkedHashMap<>();
        given.object("Variables")
                .ifPresent(all -> all.values().keySet().forEach(key -> variables.put(key, all.requiredString(key))));
        return Environment.builder().variables(variables).build();
    }

    /** What the template no longer says goes back to its default. */
    private static UpdateFunctionConfigurationRequest withDefaults(UpdateFunctionConfigurationRequest after) {
        UpdateFunctionConfigurationRequest.Builder all = after.toBuilder();
        all.description(Optional.ofNullable(after.description()).orElse(""));
        all.timeout(Optional.ofNullable(after.timeout()).orElse(3));
        all.memorySize(Optional.ofNullable(after.memorySize()).orElse(128));
        all.environment(Optional.ofNullable(after.environment())
                .orElseGet(() -> Environment.builder().variables(Map.of()).build()));
        all.deadLetterConfig(Optional.ofNullable(after.deadLetterConfig())
                .orElseGet(() -> DeadLetterConfig.builder().targetArn("").build()));
        all.layers(after.hasLayers() ? after.layers() : List.of());
        all.loggingConfig(Optional.ofNullable(after.loggingConfig())
                .orElseGet(() -> LoggingConfig.builder().logFormat("Text").build()));
        all.kmsKeyArn(Optional.ofNullable(after.kmsKeyArn()).orElse(""));
        all.ephemeralStorage(Optional.ofNullable(after.ephemeralStorage())
                .orElseGet(() -> EphemeralStorage.builder().size(512).build()));
        all.snapStart(Optional.ofNullable(after.snapStart())
                .orElseGet(() -> SnapStart.builder().applyOn("None").build()));
        all.tracingConfig(Optional.ofNullable(after.tracingConfig())
                .orElseGet(() -> TracingConfig.builder().mode("PassThrough").build()));
        all.vpcConfig(Optional.ofNullable(after.vpcConfig()).orElseGet(() -> VpcConfig.builder()
                .subnetIds(List.of())
                .securityGroupIds(List.of())
                .build()));
        all.fileSystemConfigs(after.hasFileSystemConfigs() ? after.fileSystemConfigs() : List.of());
        return all.build();
    }

    private static void reserve(ResourceRequest request, String name) {
        Optional<Integer> reserved = request.properties().integer("ReservedConcurrentExecutions");
        if (reserved.isPresent()) {
            request.call(
                    PutFunctionConcurrencyRequest.builder()
                            .functionName(name)
                            .reservedConcurrentExecutions(reserved.get())
                            .build(),
                    PutFunctionConcurrencyResponse.class);
        } else if (request.previousProperties().has("ReservedConcurrentExecutions")) {
            request.call(
                    DeleteFunctionConcurrencyRequest.builder()
                            .functionName(name)
                            .build(),
                    DeleteFunctionConcurrencyResponse.class);
        }
    }

    private static void updateTags(ResourceRequest request, PhysicalResource function) {
        String arn = String.valueOf(function.attributes().get("Arn"));
        request.retag(
                removed -> request.call(
                        UntagResourceRequest.builder()
                                .resource(arn)
                                .tagKeys(removed)
                                .build(),
                        UntagResourceResponse.class),
                tags -> request.call(
                        TagResourceRequest.builder().resource(arn).tags(tags).build(), TagResourceResponse.class));
    }

    private static Optional<GetFunctionConfigurationResponse> find(ResourceRequest request, String name) {
        try {
            return Optional.of(request.call(
                    GetFunctionConfigurationRequest.builder().functionName(name).build(),
                    GetFunctionConfigurationResponse.class));
        } catch (AwsError e) {
            if (e.code().equals("ResourceNotFoundException")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Waits until the function is active and updated. */
    private static PhysicalResource settled(ResourceRequest request, String name) {
        long end = System.nanoTime() + SETTLE_MILLIS * 1_000_000L;
        while (System.nanoTime() < end) {
            GetFunctionConfigurationResponse function =
                    find(request, name).orElseThrow(() -> LambdaErrors.functionNotFound(name));
            if (function.state() == State.ACTIVE && function.lastUpdateStatus() == LastUpdateStatus.SUCCESSFUL) {
                return new PhysicalResource(
                        name,
                        Map.of(
                                "Arn", function.functionArn(),
                                "SnapStartResponse.ApplyOn",
                                        function.snapStart().applyOnAsString(),
                                "SnapStartResponse.OptimizationStatus",
                                        function.snapStart().optimizationStatusAsString()));
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw AwsError.of(500, "ServiceException", "Function " + name + " did not become active.");
    }
}
