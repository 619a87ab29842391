package dev.labctl.localcloud.service.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

/** The Invoke operation: synchronous, asynchronous, dry run. */
final class InvokeOperations {
    private static final int MAX_SYNC = 6_291_456;
    private static final int MAX_ASYNC = 1_048_576;
    private static final JsonFactory JSON = new JsonFactory();

    private final Functions functions;
    private final Invoker invoker;
    private final AsyncQueue queue;
    private final Clock clock;

    InvokeOperations(Functions functions, Invoker invoker, AsyncQueue queue, Clock clock) {
        this.functions = functions;
        this.invoker = invoker;
        this.queue = queue;
        this.clock = clock;
    }

    void register(Operations operations) {
        operations.on(
                InvokeRequest.class,
                AccessRule.on(
                        "lambda:InvokeFunction", (q, call) -> FunctionRef.of(q.functionName(), q.qualifier(), call)
                                .arn()),
                this::invoke);
    }

    private InvokeResponse invoke(InvokeRequest request, Call call) {
        FunctionRef function = FunctionRef.of(request.functionName(), request.qualifier(), call);
        if (request.durableExecutionName() != null || request.tenantId() != null) {
            throw LambdaErrors.notImplemented("durable executions and tenant isolation");
        }
        String type = request.invocationTypeAsString() == null ? "RequestResponse" : request.invocationTypeAsString();
        return switch (type) {
            case "DryRun" -> {
                functions.describe(function);
                yield InvokeResponse.builder().statusCode(204).build();
            }
            case "Event" -> {
                SdkBytes payload = payload(request.payload(), MAX_ASYNC);
                Runtimes.requireHere(functions.describe(function));
                queue.accept(event(function, payload, request, call));
                yield InvokeResponse.builder().statusCode(202).build();
            }
            case "RequestResponse" -> sync(function, request, call);
            default ->
                throw LambdaErrors.invalid(
                        "Value '%s' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]"
                                .formatted(type));
        };
    }

    private InvokeResponse sync(FunctionRef function, InvokeRequest request, Call call) {
        SdkBytes payload = payload(request.payload(), MAX_SYNC);
        Invoker.Result result = invoker.run(event(function, payload, request, call));
        InvokeResponse.Builder response = InvokeResponse.builder()
                .statusCode(200)
                .executedVersion(result.executedVersion())
                .payload(result.outcome().payload());
        if (result.outcome().isError()) {
            response.functionError("Unhandled");
        }
        if (request.logType() == LogType.TAIL) {
            response.logResult(Base64.getEncoder()
                    .encodeToString(result.outcome().logTail().asByteArrayUnsafe()));
        }
        return response.build();
    }

    private static SdkBytes payload(@Nullable SdkBytes given, int limit) {
        byte[] payload = given == null ? new byte[0] : given.asByteArrayUnsafe();
        if (payload.length > limit) {
            throw LambdaErrors.requestTooLarge(limit);
        }
        if (payload.length == 0) {
            return SdkBytes.fromUtf8String("{}");
        }
        requireJson(payload);
        return SdkBytes.fromByteArrayUnsafe(payload);
    }

    private static void requireJson(byte[] payload) {
        try (JsonParser parser = JSON.createParser(payload)) {
            parser.nextToken();
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw LambdaErrors.badRequestContent(
                        "Could not parse request body into json: Could not parse payload into json: Unexpected content after the value");
            }
        } catch (JsonProcessingException e) {
            throw LambdaErrors.badRequestContent(
                    "Could not parse request body into json: Could not parse payload into json: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Invoker.Event event(FunctionRef function, SdkBytes payload, InvokeRequest request, Call call) {
        return new Invoker.Event(
                function,
                call.requestId(),
                payload,
                trace(call.header("X-Amzn-Trace-Id").orElse(null), clock),
                clientContext(request.clientContext()));
    }

    /** The X-Ray trace header that was sent, else a new one that is not sampled. */
    static String trace(@Nullable String sent, Clock clock) {
        if (sent != null) {
            return sent;
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "Root=1-%08x-%08x%016x;Parent=%016x;Sampled=0"
                .formatted(clock.instant().getEpochSecond(), random.nextInt(), random.nextLong(), random.nextLong());
    }

    private static String clientContext(@Nullable String encoded) {
        if (encoded == null) {
            return "";
        }
        try {
            return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw LambdaErrors.badRequestContent("Client context must be a valid Base64-encoded JSON object.");
        }
    }
}
