package dev.labctl.localcloud.service.lambda;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Site;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.identity.Credential;
import dev.labctl.localcloud.identity.Principal;
import dev.labctl.localcloud.service.lambda.url.CorsHeaders;
import dev.labctl.localcloud.service.lambda.url.UrlEvent;
import dev.labctl.localcloud.service.lambda.url.UrlResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/**
 * What answers at a function's URL.
 *
 * <p>Whoever asks needs two permissions on the function or alias, from his own policies or from the resource's: {@code
 * lambda:InvokeFunctionUrl}, and {@code lambda:InvokeFunction}, which policies tell by {@code
 * lambda:InvokedViaFunctionUrl} from the right to call the function directly (<a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html">Control access to Lambda function URLs</a>). With
 * {@code NONE}, nobody is asked to sign and everybody must be allowed.
 *
 * <p>A function that fails or runs into its timeout is a 502 {@code Internal Server Error}: of a timeout AWS's
 * documentation says no more than that it counts as a 5xx error, and 502 is what its users see.
 */
final class FunctionUrlSite implements Site {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String FORBIDDEN =
            "Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html";
    private static final String ACCESS_DENIED = "AccessDeniedException";
    private static final String SIGV4 = "AWS4-HMAC-SHA256";

    private final CloudEnvironment cloud;
    private final Functions functions;
    private final FunctionRef function;
    private final String id;

    /** The site of the URL with this id. */
    FunctionUrlSite(CloudEnvironment cloud, Functions functions, FunctionRef function, String id) {
        this.cloud = cloud;
        this.functions = functions;
        this.function = function;
        this.id = id;
    }

    @Override
    public Answer answer(Request request, Signatures signatures) {
        long start = System.nanoTime();
        FunctionUrlConfig config =
                functions.urls().get(Functions.qualifiedKey(function)).orElse(null);
        Answer preflight = config == null ? null : CorsHeaders.preflight(config.cors(), request);
        String trace = InvokeOperations.trace(request.headers().get("x-amzn-trace-id"), cloud.clock());
        Answer answer = preflight == null ? invoked(config, request, signatures, trace) : preflight;
        if (config != null && preflight == null) {
            answer = CorsHeaders.onto(answer, config.cors(), request);
        }
        measure(answer.status(), (System.nanoTime() - start) / 1e6);
        return withIds(answer, request.id(), trace);
    }

    private Answer invoked(@Nullable FunctionUrlConfig config, Request request, Signatures signatures, String trace) {
        if (config == null) {
            return forbidden(null);
        }
        try {
            Credential caller = caller(config, request, signatures);
            InvokeResponse response = invoke(config, request, caller, trace);
            return response.functionError() == null
                    ? UrlResult.answer(response.payload().asByteArrayUnsafe())
                    : UrlResult.badGateway();
        } catch (AwsError e) {
            return refused(e);
        }
    }

    /** Who signed; null where nobody is asked to. */
    private @Nullable Credential caller(FunctionUrlConfig config, Request request, Signatures signatures) {
        if (config.authType() == FunctionUrlAuthType.NONE) {
            return null;
        }
        String authorization = request.headers().get("authorization");
        boolean isSigned = authorization == null
                ? request.rawQuery().contains("X-Amz-Algorithm=")
                : authorization.startsWith(SIGV4);
        if (!isSigned) {
            throw AwsError.of(403, ACCESS_DENIED, FORBIDDEN);
        }
        return signatures.verify("lambda", function.region());
    }

    private InvokeResponse invoke(
            FunctionUrlConfig config, Request request, @Nullable Credential signer, String trace) {
        Map<String, String> conditions = new HashMap<>(request.conditions());
        conditions.put("lambda:InvokedViaFunctionUrl", "true");
        Caller caller =
                new Caller(signer == null ? Principal.ANONYMOUS : signer.principal(), function.region(), conditions);
        cloud.dispatcher()
                .require(
                        caller,
                        Access.to("lambda:InvokeFunctionUrl", function.arn())
                                .with("lambda:FunctionUrlAuthType", config.authTypeAsString()));
        UrlEvent event = new UrlEvent(
                request, id, cloud.accountId(), signer, trace, cloud.clock().instant());
        InvokeRequest invoke = InvokeRequest.builder()
                .functionName(function.arn())
                .payload(SdkBytes.fromByteArrayUnsafe(event.json()))
                .build();
        Call call = new Call(request.id(), caller, cloud.accountId(), Map.of("x-amzn-trace-id", trace), Map.of());
        return (InvokeResponse) cloud.dispatcher().dispatch(invoke, null, call);
    }

    private static Answer refused(AwsError error) {
        String code = error.code();
        if (code.equals("AccessDenied") || code.equals(ACCESS_DENIED) || code.equals("ResourceNotFoundException")) {
            return forbidden(FORBIDDEN);
        }
        ObjectNode body = JSON.createObjectNode();
        if (error.details() instanceof TooManyRequestsException throttled) {
            body.put("Reason", throttled.reasonAsString()).put("Type", throttled.type());
        }
        List<Map.Entry<String, String>> headers =
                new ArrayList<>(error.headers().entrySet());
        headers.add(Map.entry("Content-Type", "application/json"));
        headers.add(Map.entry("x-amzn-ErrorType", code));
        return new Answer(error.status(), headers, bytes(body.put("message", error.message())));
    }

    /** A URL that nobody has, or no more, is forbidden too, without a word. */
    private static Answer forbidden(@Nullable String message) {
        return new Answer(
                403,
                List.of(Map.entry("Content-Type", "application/json"), Map.entry("x-amzn-ErrorType", ACCESS_DENIED)),
                bytes(JSON.createObjectNode().put("Message", message)));
    }

    private static byte[] bytes(ObjectNode body) {
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Answer withIds(Answer answer, String requestId, String trace) {
        List<Map.Entry<String, String>> headers = new ArrayList<>(answer.headers());
        headers.add(Map.entry("x-amzn-RequestId", requestId));
        headers.add(Map.entry("X-Amzn-Trace-Id", trace));
        return new Answer(answer.status(), headers, answer.body());
    }

    /** <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html">CloudWatch metrics of URLs</a>. */
    private void measure(int status, double millis) {
        String region = function.region();
        cloud.metrics().count(region, Invoker.metric(function, "UrlRequestCount", "Count"));
        cloud.metrics().put(region, Invoker.metric(function, "UrlRequestLatency", "Milliseconds"), millis);
        cloud.metrics().put(region, Invoker.metric(function, "Url4xxCount", "Count"), status / 100 == 4 ? 1 : 0);
        cloud.metrics().put(region, Invoker.metric(function, "Url5xxCount", "Count"), status / 100 == 5 ? 1 : 0);
    }
}
