package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Download;
import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import dev.labctl.localcloud.core.WireNames;
import dev.labctl.localcloud.gateway.Authenticator.Authenticated;
import dev.labctl.localcloud.http.HttpExchange;
import dev.labctl.localcloud.http.HttpFormatException;
import dev.labctl.localcloud.http.HttpHandler;
import dev.labctl.localcloud.protocol.OperationModel;
import dev.labctl.localcloud.protocol.WireFormatException;
import dev.labctl.localcloud.protocol.WireProtocol;
import dev.labctl.localcloud.protocol.WireProtocols;
import dev.labctl.localcloud.protocol.WireRequest;
import dev.labctl.localcloud.protocol.WireResponse;
import dev.labctl.localcloud.store.StoreException;
import java.io.IOException;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;

/** Answers the requests of AWS clients: finds the operation, verifies who asks, runs it, writes the answer. */
public final class ApiHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);

    /** Where unsigned requests go, as to S3's endpoint without a region. */
    private static final String ANONYMOUS_REGION = "us-east-1";

    private final CloudEnvironment environment;
    private final Router router;
    private final Authenticator authenticator;
    private final PostUploads forms;
    private final NetworkPath path;
    private final RequestCounts counts;

    public ApiHandler(CloudEnvironment environment, RequestCounts counts) {
        this.environment = environment;
        this.counts = counts;
        this.router = new Router(environment.registry().services());
        Clock systemClock = Clock.systemUTC();
        SignatureVerifier verifier = new SignatureVerifier(environment.identities(), environment.clock(), systemClock);
        this.authenticator = new Authenticator(verifier);
        this.forms = new PostUploads(environment, verifier, systemClock);
        this.path = new NetworkPath(environment);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        WireProtocol protocol = WireProtocols.of(guessed(exchange), WireNames.FROM_METADATA);
        String requestId = protocol.newRequestId();
        try {
            WireRequest request = Exchanges.request(exchange);
            RequestBody body = new RequestBody(exchange.body());
            Authorization authorization = Authorization.of(request).orElse(null);
            path.travel(exchange.connection(), service(authorization), region(authorization));
            Route route = router.route(request, body, authorization == null ? null : authorization.service());
            protocol = route.protocol();
            requestId = protocol.newRequestId();
            answer(exchange, request, body, authorization, route, requestId);
        } catch (HttpFormatException e) {
            Exchanges.send(exchange, protocol.encodeError(Exchanges.error(e), requestId));
        } catch (RuntimeException | Error e) {
            AwsError error = error(e, protocol, requestId);
            if (exchange.isAnswered()) {
                throw new IOException("the answer to request " + requestId + " broke off", e);
            }
            Exchanges.send(exchange, protocol.encodeError(error, requestId));
        }
    }

    /** The service that was signed for; what is not signed goes to S3. */
    private static String service(@Nullable Authorization authorization) {
        return authorization == null ? "s3" : authorization.service();
    }

    private static String region(@Nullable Authorization authorization) {
        return authorization == null ? ANONYMOUS_REGION : authorization.region();
    }

    /** How errors are written that come before the service is known. */
    private static Protocol guessed(HttpExchange exchange) {
        String authorization = exchange.headers().getOrDefault("authorization", "/s3/");
        boolean isS3 = authorization.contains("/s3/") && !exchange.headers().containsKey("x-amz-target");
        return isS3 ? Protocol.REST_XML : Protocol.REST_JSON;
    }

    @Override
    public void reject(HttpExchange exchange, HttpFormatException failure) throws IOException {
        WireProtocol protocol = WireProtocols.of(Protocol.REST_XML, WireNames.FROM_METADATA);
        Exchanges.send(exchange, protocol.encodeError(Exchanges.error(failure), protocol.newRequestId()));
    }

    private void answer(
            HttpExchange exchange,
            WireRequest request,
            RequestBody body,
            @Nullable Authorization authorization,
            Route route,
            String requestId)
            throws IOException {
        if (PostUploads.isOne(request, authorization, route)) {
            Exchanges.send(exchange, forms.take(route, body, requestId, Authenticator.conditions(request.headers())));
            return;
        }
        Authenticated who = authenticator.authenticate(
                request, route.request().rawPath(), authorization, body, AuthDialect.of(route.kind()));
        OperationModel operation = Objects.requireNonNullElseGet(route.operation(), () -> {
            throw unknown(route, service(authorization));
        });
        boolean isDone = false;
        try {
            run(exchange, request, authorization, route, operation, who, requestId);
            isDone = true;
        } finally {
            counts.add(who.principal(), service(authorization), operation.name(), !isDone);
        }
    }

    private void run(
            HttpExchange exchange,
            WireRequest request,
            @Nullable Authorization authorization,
            Route route,
            OperationModel operation,
            Authenticated who,
            String requestId)
            throws IOException {
        if (route.endpoint() != null) {
            environment.chaos().meet(route.endpoint().definition().name(), operation.name());
        }
        boolean streams = operation.takesStream();
        byte[] bytes = streams ? new byte[0] : RequestBody.readAll(who.body().stream());
        SdkRequest decoded = route.protocol().decode(operation, route.request(), bytes);
        Call call = new Call(
                requestId,
                new Caller(who.principal(), region(authorization), who.conditions()),
                environment.accountId(),
                request.headers(),
                request.query().asMap());
        Object answer = environment.dispatcher().dispatch(decoded, streams ? who.body() : null, call);
        environment.store().awaitDurable();
        if (answer instanceof Download<?> download) {
            WireResponse head = route.protocol().encode(operation, (SdkPojo) download.response(), requestId);
            Exchanges.stream(exchange, head, download);
        } else {
            Exchanges.send(exchange, route.protocol().encode(operation, (SdkPojo) answer, requestId));
        }
    }

    private static AwsError unknown(Route route, String service) {
        if (route.endpoint() == null) {
            return AwsError.of(
                    501,
                    "NotImplemented",
                    "The local cloud does not implement the service '" + service
                            + "'. `labctl local coverage` lists what it does.");
        }
        return UnknownOperation.of(route.kind(), service, route.operationName());
    }

    /** What the client is told of a failure. Only what is our own fault is logged. */
    private static AwsError error(Throwable failure, WireProtocol protocol, String requestId) {
        if (failure instanceof AwsError error) {
            return error;
        }
        if (failure instanceof WireFormatException) {
            return AwsError.of(400, protocol.malformedCode(), String.valueOf(failure.getMessage()));
        }
        LOG.error("request {} failed", requestId, failure);
        if (failure instanceof StoreException) {
            return AwsError.of(503, "ServiceUnavailable", String.valueOf(failure.getMessage()));
        }
        return AwsError.of(
                500, "InternalFailure", "The local cloud failed on request " + requestId + ": its log says why.");
    }
}
