package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Metrics;
import dev.labctl.localcloud.service.lambda.execution.Environments;
import dev.labctl.localcloud.service.lambda.execution.FunctionSpec;
import dev.labctl.localcloud.service.lambda.execution.Invocation;
import dev.labctl.localcloud.service.lambda.execution.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.Layer;
import software.amazon.awssdk.services.lambda.model.LogFormat;
import software.amazon.awssdk.services.lambda.model.LoggingConfig;

/** Runs one event: finds the version, counts it against the limits, and measures it. */
final class Invoker {
    private static final int ACTIVATION_WAIT_MILLIS = 10_000;
    private static final int ACTIVATION_POLL_MILLIS = 5;

    private final CloudEnvironment cloud;
    private final Functions functions;
    private final CodeStore code;
    private final Layers layers;
    private final ConcurrencyLimits limits;
    private final Environments environments;
    private final VpcInterfaces interfaces;
    private final RecentOutcomes outcomes;

    Invoker(
            CloudEnvironment cloud,
            Functions functions,
            CodeStore code,
            Layers layers,
            ConcurrencyLimits limits,
            Environments environments,
            VpcInterfaces interfaces,
            RecentOutcomes outcomes) {
        this.cloud = cloud;
        this.functions = functions;
        this.code = code;
        this.layers = layers;
        this.limits = limits;
        this.environments = environments;
        this.interfaces = interfaces;
        this.outcomes = outcomes;
    }

    /** An event, before it is known which version takes it. */
    record Event(FunctionRef function, String requestId, SdkBytes payload, String traceId, String clientContext) {}

    /** What came of it, and the version that took it. */
    record Result(Outcome outcome, String executedVersion) {}

    /**
     * Runs the event to its end.
     *
     * @throws AwsError when there is no such function, its runtime is not here, or it is throttled
     */
    Result run(Event event) {
        FunctionRef function = event.function();
        FunctionConfiguration version = active(function);
        Runtimes.requireHere(version);
        ConcurrencyLimits.Place place;
        try {
            place = limits.enter(function);
        } catch (AwsError e) {
            cloud.metrics().count(function.region(), metric(function, "Throttles", "Count"));
            throw e;
        }
        try {
            cloud.metrics().put(function.region(), metric(function, "ConcurrentExecutions", "Count"), place.running());
            Invocation invocation = new Invocation(
                    event.requestId(), event.payload(), function.arn(), event.traceId(), event.clientContext(), 0);
            Outcome outcome = environments.invoke(spec(function, version), invocation);
            measure(function, outcome);
            outcomes.add(function, event.requestId(), outcome);
            return new Result(outcome, version.version());
        } finally {
            limits.leave(function, place);
        }
    }

    /** A function that was just created is waited for: on AWS its caller would have had to. */
    private FunctionConfiguration active(FunctionRef function) {
        FunctionConfiguration version = functions.resolve(function);
        long end = System.nanoTime() + ACTIVATION_WAIT_MILLIS * 1_000_000L;
        while (Activation.isWaiting(version) && System.nanoTime() < end) {
            try {
                Thread.sleep(ACTIVATION_POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            version = functions.resolve(function);
        }
        if (Activation.isWaiting(version)) {
            throw FunctionOperations.pending();
        }
        return version;
    }

    private FunctionSpec spec(FunctionRef function, FunctionConfiguration version) {
        LoggingConfig logging = version.loggingConfig();
        boolean isJson = logging.logFormat() == LogFormat.JSON;
        Map<String, String> variables =
                version.environment() == null ? Map.of() : version.environment().variables();
        return new FunctionSpec(
                function.functionArn(),
                function.name(),
                version.version(),
                version.revisionId(),
                function.region(),
                version.role(),
                version.runtimeAsString(),
                version.handler(),
                version.memorySize(),
                version.timeout(),
                variables,
                taskRoot(version),
                opt(version.layers()),
                new FunctionSpec.Logging(
                        logging.logGroup(),
                        isJson,
                        isJson ? logging.applicationLogLevelAsString() : "",
                        isJson ? logging.systemLogLevelAsString() : ""),
                interfaces.places(function, version));
    }

    private Path taskRoot(FunctionConfiguration version) {
        try {
            return code.unzip(version.codeSha256());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unzip function " + version.functionName(), e);
        }
    }

    private @Nullable Path opt(List<Layer> used) {
        return used.isEmpty()
                ? null
                : code.merge(used.stream()
                        .map(layer -> layers.contentHash(layer.arn()))
                        .toList());
    }

    private void measure(FunctionRef function, Outcome outcome) {
        String region = function.region();
        cloud.metrics().count(region, metric(function, "Invocations", "Count"));
        cloud.metrics().put(region, metric(function, "Errors", "Count"), outcome.isError() ? 1 : 0);
        cloud.metrics().put(region, metric(function, "Duration", "Milliseconds"), outcome.durationMillis());
    }

    static Metrics.Metric metric(FunctionRef function, String name, String unit) {
        return new Metrics.Metric("AWS/Lambda", name, Map.of("FunctionName", function.name()), unit);
    }
}
