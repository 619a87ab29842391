package dev.labctl.localcloud.service.lambda;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.core.AwsError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.Environment;
import software.amazon.awssdk.services.lambda.model.EnvironmentResponse;
import software.amazon.awssdk.services.lambda.model.EphemeralStorage;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.Layer;
import software.amazon.awssdk.services.lambda.model.LogFormat;
import software.amazon.awssdk.services.lambda.model.LoggingConfig;
import software.amazon.awssdk.services.lambda.model.RuntimeVersionConfig;
import software.amazon.awssdk.services.lambda.model.SnapStartOptimizationStatus;
import software.amazon.awssdk.services.lambda.model.SnapStartResponse;
import software.amazon.awssdk.services.lambda.model.TracingConfig;
import software.amazon.awssdk.services.lambda.model.TracingConfigResponse;
import software.amazon.awssdk.services.lambda.model.TracingMode;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;

/** Validates a function's settings and fills in AWS's defaults. */
final class FunctionSettings {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_ENVIRONMENT = 4096;
    private static final int MAX_LAYERS = 5;
    private static final String ROLE = "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+";
    private static final String VARIABLE = "[a-zA-Z]([a-zA-Z0-9_])+";
    private static final Set<String> RESERVED = Set.of(
            "_HANDLER",
            "_X_AMZN_TRACE_ID",
            "AWS_DEFAULT_REGION",
            "AWS_REGION",
            "AWS_EXECUTION_ENV",
            "AWS_LAMBDA_FUNCTION_NAME",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            "AWS_LAMBDA_FUNCTION_VERSION",
            "AWS_LAMBDA_INITIALIZATION_TYPE",
            "AWS_LAMBDA_LOG_GROUP_NAME",
            "AWS_LAMBDA_LOG_STREAM_NAME",
            "AWS_ACCESS_KEY",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AWS_LAMBDA_RUNTIME_API",
            "LAMBDA_TASK_ROOT",
            "LAMBDA_RUNTIME_DIR");

    private final Layers layers;

    FunctionSettings(Layers layers) {
        this.layers = layers;
    }

    /** A new function's configuration: what was asked for, and defaults. */
    FunctionConfiguration.Builder create(CreateFunctionRequest request, FunctionRef function) {
        refuseUnsupported(request);
        new Constraints()
                .range(request.memorySize(), "memorySize", 128, 10_240)
                .range(request.timeout(), "timeout", 1, 900)
                .pattern(request.role(), "role", ROLE)
                .pattern(request.handler(), "handler", "[^\\s]+")
                .maxLength(request.handler(), "handler", 128)
                .maxLength(request.description(), "description", 256)
                .check();
        Runtimes.require(request.runtimeAsString());
        List<String> architectures = request.hasArchitectures() ? request.architecturesAsStrings() : List.of("x86_64");
        FunctionConfiguration.Builder builder = FunctionConfiguration.builder()
                .functionName(function.name())
                .functionArn(function.functionArn())
                .version(FunctionRef.LATEST)
                .runtime(request.runtimeAsString())
                .role(request.role())
                .handler(request.handler())
                .description(request.description() == null ? "" : request.description())
                .timeout(request.timeout() == null ? 3 : request.timeout())
                .memorySize(request.memorySize() == null ? 128 : request.memorySize())
                .packageType("Zip")
                .architecturesWithStrings(architectures)
                .ephemeralStorage(storage(request.ephemeralStorage()))
                .environment(environment(request.environment()))
                .kmsKeyArn(request.kmsKeyArn())
                .deadLetterConfig(request.deadLetterConfig())
                .tracingConfig(tracing(request.tracingConfig()))
                .loggingConfig(logging(request.loggingConfig(), function.name()))
                .snapStart(SnapStartResponse.builder()
                        .applyOn(
                                request.snapStart() == null
                                        ? "None"
                                        : request.snapStart().applyOnAsString())
                        .optimizationStatus(SnapStartOptimizationStatus.OFF)
                        .build())
                .runtimeVersionConfig(runtimeVersion(request.runtimeAsString(), function));
        if (request.hasFileSystemConfigs()) {
            builder.fileSystemConfigs(request.fileSystemConfigs());
        }
        if (request.hasLayers()) {
            builder.layers(layers(request.layers(), function.region()));
        }
        return builder;
    }

    /** The configuration with the members of the request that were given. */
    FunctionConfiguration.Builder update(
            FunctionConfiguration before, UpdateFunctionConfigurationRequest request, FunctionRef function) {
        if (request.imageConfig() != null) {
            throw LambdaErrors.notImplemented("container images");
        }
        new Constraints()
                .range(request.memorySize(), "memorySize", 128, 10_240)
                .range(request.timeout(), "timeout", 1, 900)
                .pattern(request.role(), "role", ROLE)
                .pattern(request.handler(), "handler", "[^\\s]+")
                .maxLength(request.handler(), "handler", 128)
                .maxLength(request.description(), "description", 256)
                .check();
        FunctionConfiguration.Builder builder = before.toBuilder();
        if (request.runtimeAsString() != null) {
            Runtimes.require(request.runtimeAsString());
            builder.runtime(request.runtimeAsString())
                    .runtimeVersionConfig(runtimeVersion(request.runtimeAsString(), function));
        }
        given(request.role(), builder::role);
        given(request.handler(), builder::handler);
        given(request.description(), builder::description);
        given(request.timeout(), builder::timeout);
        given(request.memorySize(), builder::memorySize);
        given(request.kmsKeyArn(), arn -> builder.kmsKeyArn(arn.isEmpty() ? null : arn));
        if (request.ephemeralStorage() != null) {
            builder.ephemeralStorage(storage(request.ephemeralStorage()));
        }
        if (request.environment() != null) {
            builder.environment(environment(request.environment()));
        }
        if (request.deadLetterConfig() != null && request.deadLetterConfig().targetArn() != null) {
            boolean isNone = request.deadLetterConfig().targetArn().isEmpty();
            builder.deadLetterConfig(isNone ? null : request.deadLetterConfig());
        }
        if (request.tracingConfig() != null) {
            builder.tracingConfig(tracing(request.tracingConfig()));
        }
        if (request.loggingConfig() != null) {
            builder.loggingConfig(logging(request.loggingConfig(), function.name()));
        }
        if (request.snapStart() != null) {
            builder.snapStart(SnapStartResponse.builder()
                    .applyOn(request.snapStart().applyOnAsString())
                    .optimizationStatus(SnapStartOptimizationStatus.OFF)
                    .build());
        }
        if (request.hasFileSystemConfigs()) {
            builder.fileSystemConfigs(request.fileSystemConfigs().isEmpty() ? null : request.fileSystemConfigs());
        }
        if (request.hasLayers()) {
            builder.layers(request.layers().isEmpty() ? null : layers(request.layers(), function.region()));
        }
        return builder;
    }

    private static void refuseUnsupported(CreateFunctionRequest request) {
        if ("Image".equals(request.packageTypeAsString()) || request.imageConfig() != null) {
            throw LambdaErrors.notImplemented("functions packaged as container images");
        }
        if (request.codeSigningConfigArn() != null) {
            throw LambdaErrors.notImplemented("code signing");
        }
        if (request.durableConfig() != null || request.tenancyConfig() != null) {
            throw LambdaErrors.notImplemented("durable functions and tenant isolation");
        }
        if (request.capacityProviderConfig() != null) {
            throw LambdaErrors.notImplemented("capacity providers");
        }
    }

    private static EphemeralStorage storage(@Nullable EphemeralStorage given) {
        EphemeralStorage storage =
                given == null ? EphemeralStorage.builder().size(512).build() : given;
        new Constraints()
                .range(storage.size(), "ephemeralStorage.size", 512, 10_240)
                .check();
        return storage;
    }

    private static @Nullable EnvironmentResponse environment(@Nullable Environment environment) {
        if (environment == null) {
            return null;
        }
        Map<String, String> variables = environment.variables();
        if (!variables.keySet().stream().allMatch(name -> name.matches(VARIABLE))) {
            throw AwsError.validation(
                    "1 validation error detected: Value '%s' at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: %s]"
                            .formatted(variables, VARIABLE));
        }
        List<String> reserved =
                variables.keySet().stream().filter(RESERVED::contains).sorted().toList();
        if (!reserved.isEmpty()) {
            throw LambdaErrors.invalid(
                    "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: "
                            + String.join(", ", reserved));
        }
        ObjectNode measured = JSON.createObjectNode();
        variables.forEach(measured::put);
        String text = measured.toString();
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_ENVIRONMENT) {
            throw LambdaErrors.invalid(
                    "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: "
                            + text);
        }
        return EnvironmentResponse.builder().variables(variables).build();
    }

    private static TracingConfigResponse tracing(@Nullable TracingConfig tracing) {
        return TracingConfigResponse.builder()
                .mode(tracing == null ? TracingMode.PASS_THROUGH.toString() : tracing.modeAsString())
                .build();
    }

    private static LoggingConfig logging(@Nullable LoggingConfig given, String name) {
        LoggingConfig.Builder logging = given == null ? LoggingConfig.builder() : given.toBuilder();
        LoggingConfig asked = logging.build();
        boolean isJson = asked.logFormat() == LogFormat.JSON;
        if (!isJson && (asked.applicationLogLevel() != null || asked.systemLogLevel() != null)) {
            throw LambdaErrors.invalid(
                    "To specify log levels, you must also set the log format to JSON for the function.");
        }
        new Constraints()
                .pattern(asked.logGroup(), "loggingConfig.logGroup", "[\\.\\-_/#A-Za-z0-9]+")
                .maxLength(asked.logGroup(), "loggingConfig.logGroup", 512)
                .check();
        logging.logFormat(isJson ? LogFormat.JSON : LogFormat.TEXT);
        if (asked.logGroup() == null) {
            logging.logGroup("/aws/lambda/" + name);
        }
        if (isJson && asked.applicationLogLevel() == null) {
            logging.applicationLogLevel("INFO");
        }
        if (isJson && asked.systemLogLevel() == null) {
            logging.systemLogLevel("INFO");
        }
        return logging.build();
    }

    private static RuntimeVersionConfig runtimeVersion(String runtime, FunctionRef function) {
        String id = CodeStore.hex(CodeStore.digestOf(runtime));
        return RuntimeVersionConfig.builder()
                .runtimeVersionArn("arn:aws:lambda:" + function.region() + "::runtime:" + id)
                .build();
    }

    private List<Layer> layers(List<String> arns, String region) {
        if (arns.size() > MAX_LAYERS) {
            throw LambdaErrors.invalid("Cannot reference more than 5 layers.");
        }
        List<Layer> found = new ArrayList<>();
        for (String arn : arns) {
            found.add(layers.reference(arn, region));
        }
        return found;
    }

    private static <T> void given(@Nullable T value, java.util.function.Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }
}
