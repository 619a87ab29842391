package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AwsError;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.InvalidRuntimeException;
import software.amazon.awssdk.services.lambda.model.Runtime;

/**
 * Lambda's runtimes: a function may name any of them, but only Java ones run here. So templates with functions of other
 * languages deploy as on AWS, and calling such a function says what is missing.
 */
final class Runtimes {
    private static final Set<String> LOCAL = Set.of("java8.al2", "java11", "java17", "java21", "java25");
    private static final Set<String> RETIRED = Set.of(
            "nodejs",
            "nodejs4.3",
            "nodejs4.3-edge",
            "nodejs6.10",
            "nodejs8.10",
            "nodejs10.x",
            "nodejs12.x",
            "python2.7",
            "python3.6",
            "dotnetcore1.0",
            "dotnetcore2.0",
            "dotnetcore2.1",
            "dotnetcore3.1",
            "ruby2.5");

    private Runtimes() {}

    /**
     * Returns when a function may have this runtime.
     *
     * @throws AwsError InvalidParameterValueException when there is none, or it is unknown or retired
     */
    static void require(@Nullable String runtime) {
        if (runtime == null) {
            throw LambdaErrors.invalid(
                    "Runtime and Handler are mandatory parameters for functions created with deployment packages.");
        }
        if (Runtime.fromValue(runtime) == Runtime.UNKNOWN_TO_SDK_VERSION) {
            throw LambdaErrors.invalid(
                    "Value %s at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [%s] or be a valid ARN"
                            .formatted(runtime, supported()));
        }
        if (RETIRED.contains(runtime)) {
            throw LambdaErrors.invalid(
                    "The runtime parameter of %s is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions."
                            .formatted(runtime));
        }
    }

    private static String supported() {
        return Arrays.stream(Runtime.values())
                .filter(value -> value != Runtime.UNKNOWN_TO_SDK_VERSION)
                .map(Runtime::toString)
                .filter(name -> !RETIRED.contains(name))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /**
     * Returns when the function's runtime runs here.
     *
     * @throws AwsError InvalidRuntimeException, as Lambda answers for a runtime it no longer has
     */
    static void requireHere(FunctionConfiguration version) {
        String runtime = version.runtimeAsString();
        if (!LOCAL.contains(runtime)) {
            String message =
                    "The local cloud runs Java functions only: it has no runtime %s for function %s. Deploy it with --target aws."
                            .formatted(runtime, version.functionName());
            throw AwsError.of(502, "InvalidRuntimeException", message)
                    .with(InvalidRuntimeException.builder().type("User").build());
        }
    }
}
