package dev.labctl.localcloud.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Download;
import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import dev.labctl.localcloud.core.Upload;
import dev.labctl.localcloud.core.WireNames;
import dev.labctl.localcloud.identity.Credential;
import dev.labctl.localcloud.identity.Principal;
import dev.labctl.localcloud.protocol.OperationModel;
import dev.labctl.localcloud.protocol.WireFormatException;
import dev.labctl.localcloud.protocol.WireProtocol;
import dev.labctl.localcloud.protocol.WireProtocols;
import dev.labctl.localcloud.protocol.WireRequest;
import dev.labctl.localcloud.protocol.WireResponse;
import dev.labctl.localcloud.store.StoreException;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;

/** Answers the requests of AWS clients: finds the operation, verifies who asks, runs it, writes the answer. */
public final class ApiHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);

    private final CloudEnvironment environment;
    private final Router router;

    public ApiHandler(CloudEnvironment environment) {
        this.environment = environment;
        this.router = new Router(environment.registry().services());
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String requestId = UUID.randomUUID().toString();
        WireProtocol protocol = WireProtocols.of(Protocol.REST_JSON, WireNames.FROM_METADATA);
        try {
            WireRequest request = Exchanges.request(exchange);
            RequestBody body = new RequestBody(exchange.getRequestBody());
            Authorization authorization = Authorization.of(request).orElse(null);
            Route route = router.route(request, body, authorization == null ? null : authorization.service());
            protocol = route.protocol();
            answer(exchange, request, body, authorization, route, requestId);
        } catch (AwsError e) {
            Exchanges.send(exchange, protocol.encodeError(e, requestId));
        } catch (WireFormatException e) {
            AwsError malformed = AwsError.of(400, protocol.malformedCode(), String.valueOf(e.getMessage()));
            Exchanges.send(exchange, protocol.encodeError(malformed, requestId));
        } catch (StoreException e) {
            LOG.error("request {} could not be committed", requestId, e);
            AwsError unavailable = AwsError.of(503, "ServiceUnavailable", String.valueOf(e.getMessage()));
            Exchanges.send(exchange, protocol.encodeError(unavailable, requestId));
        } catch (RuntimeException e) {
            LOG.error("request {} failed", requestId, e);
            AwsError failure = AwsError.of(
                    500, "InternalFailure", "The local cloud failed on request " + requestId + ": its log says why.");
            Exchanges.send(exchange, protocol.encodeError(failure, requestId));
        }
    }

    private void answer(
            HttpExchange exchange,
            WireRequest request,
            RequestBody body,
            @Nullable Authorization authorization,
            Route route,
            String requestId)
            throws IOException {
        Principal principal = principal(authorization);
        OperationModel operation = operation(route, authorization);
        byte[] bytes = operation.takesStream() ? new byte[0] : body.bytes();
        SdkRequest decoded = route.protocol().decode(operation, route.request(), bytes);
        String region = authorization == null ? "us-east-1" : authorization.region();
        Caller caller = new Caller(principal, region, Map.of("aws:SecureTransport", "true"));
        Call call = new Call(
                requestId,
                caller,
                environment.accountId(),
                request.headers(),
                request.query().asMap());
        Upload upload = operation.takesStream() ? new PlainUpload(body.stream(), request) : null;
        Object answer = environment.dispatcher().dispatch(decoded, upload, call);
        environment.store().awaitDurable();
        if (answer instanceof Download<?> download) {
            WireResponse head = route.protocol().encode(operation, (SdkPojo) download.response(), requestId);
            Exchanges.stream(exchange, head, download);
        } else {
            Exchanges.send(exchange, route.protocol().encode(operation, (SdkPojo) answer, requestId));
        }
    }

    private Principal principal(@Nullable Authorization authorization) {
        if (authorization == null) {
            return Principal.ANONYMOUS;
        }
        return environment
                .identities()
                .credential(authorization.accessKeyId())
                .map(Credential::principal)
                .orElseThrow(() -> AwsError.of(
                        403, "InvalidClientTokenId", "The security token included in the request is invalid."));
    }

    private static OperationModel operation(Route route, @Nullable Authorization authorization) {
        OperationModel operation = route.operation();
        if (operation != null) {
            return operation;
        }
        if (authorization == null) {
            throw AwsError.of(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
        }
        if (route.endpoint() == null) {
            throw AwsError.of(
                    501,
                    "NotImplemented",
                    "The local cloud does not implement the service '" + authorization.service()
                            + "'. `labctl local coverage` lists what it does.");
        }
        throw AwsError.of(
                400,
                "UnknownOperationException",
                "The service '" + authorization.service() + "' has no operation '" + route.operationName() + "'.");
    }
}
