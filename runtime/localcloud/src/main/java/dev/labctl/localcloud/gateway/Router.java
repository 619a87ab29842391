package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import dev.labctl.localcloud.core.WireNames;
import dev.labctl.localcloud.protocol.AwsQueryProtocol;
import dev.labctl.localcloud.protocol.OperationModel;
import dev.labctl.localcloud.protocol.WireProtocols;
import dev.labctl.localcloud.protocol.WireRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds service, protocol and operation of a request: the service by the scope of its signature, the protocol by what
 * the request carries ({@code Smithy-Protocol}, {@code X-Amz-Target}, a form's {@code Action}), else by REST routes.
 */
final class Router {
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Map<String, List<ServiceEndpoint>> bySigningName = new LinkedHashMap<>();

    Router(Collection<Service> services) {
        for (Service service : services) {
            ServiceEndpoint endpoint = new ServiceEndpoint(service);
            bySigningName
                    .computeIfAbsent(endpoint.definition().signingName(), name -> new ArrayList<>())
                    .add(endpoint);
        }
    }

    /** All services, for what describes the gateway. */
    List<ServiceEndpoint> endpoints() {
        return bySigningName.values().stream().flatMap(List::stream).toList();
    }

    /**
     * The route of a request.
     *
     * @param signingName the service in the signature's scope; null when the request is unsigned. Unsigned requests are
     *     S3's, if they look like REST, as public buckets are read so
     */
    Route route(WireRequest request, RequestBody body, @Nullable String signingName) throws IOException {
        Protocol spoken = spoken(request);
        String wanted = signingName == null && spoken == null ? "s3" : signingName;
        List<ServiceEndpoint> candidates = wanted == null ? List.of() : bySigningName.getOrDefault(wanted, List.of());
        if (candidates.isEmpty()) {
            Protocol protocol = spoken == null ? Protocol.REST_JSON : spoken;
            return new Route(null, protocol, WireProtocols.of(protocol, WireNames.FROM_METADATA), null, "", request);
        }
        if (candidates.get(0).isRest()) {
            return restRoute(candidates.get(0), request);
        }
        String name = spoken == null ? "" : operationName(spoken, request, body);
        ServiceEndpoint endpoint = candidates.stream()
                .filter(candidate -> candidate.operation(name).isPresent())
                .findFirst()
                .orElse(candidates.get(0));
        Protocol protocol = spoken == null ? endpoint.preferred() : protocol(endpoint, spoken);
        OperationModel operation = endpoint.operation(name).orElse(null);
        return new Route(endpoint, protocol, endpoint.protocol(protocol), operation, name, request);
    }

    /** The kind of protocol a request shows to speak; null when only its path can tell. */
    private static @Nullable Protocol spoken(WireRequest request) {
        if (request.header("smithy-protocol").filter("rpc-v2-cbor"::equals).isPresent()) {
            return Protocol.RPC_V2_CBOR;
        }
        if (request.header("x-amz-target").isPresent()) {
            return Protocol.AWS_JSON_1_0;
        }
        boolean form = request.header("content-type")
                .filter(type -> type.startsWith(FORM))
                .isPresent();
        if (form || request.query().has("Action")) {
            return Protocol.AWS_QUERY;
        }
        return null;
    }

    private static String operationName(Protocol spoken, WireRequest request, RequestBody body) throws IOException {
        return switch (spoken) {
            case RPC_V2_CBOR -> afterLast('/', request.rawPath());
            case AWS_QUERY, EC2_QUERY ->
                AwsQueryProtocol.parameters(request, body.bytes())
                        .first("Action")
                        .orElse("");
            case AWS_JSON_1_0, AWS_JSON_1_1 ->
                afterLast('.', request.header("x-amz-target").orElse(""));
            case REST_JSON, REST_XML -> throw new IllegalArgumentException("REST has no operation names");
        };
    }

    private static String afterLast(char separator, String text) {
        return text.substring(text.lastIndexOf(separator) + 1);
    }

    /** The member of the spoken protocol's family that the service has; else what the service prefers. */
    private static Protocol protocol(ServiceEndpoint endpoint, Protocol spoken) {
        List<Protocol> family =
                switch (spoken) {
                    case AWS_JSON_1_0, AWS_JSON_1_1 -> List.of(Protocol.AWS_JSON_1_0, Protocol.AWS_JSON_1_1);
                    case AWS_QUERY, EC2_QUERY -> List.of(Protocol.AWS_QUERY, Protocol.EC2_QUERY);
                    case REST_JSON, REST_XML, RPC_V2_CBOR -> List.of(spoken);
                };
        return family.stream().filter(endpoint::speaks).findFirst().orElse(endpoint.preferred());
    }

    private static Route restRoute(ServiceEndpoint endpoint, WireRequest request) {
        WireRequest routed = VirtualHost.toPathStyle(endpoint, request);
        OperationModel operation = endpoint.restOperation(routed).orElse(null);
        String name = request.method() + " " + request.rawPath();
        return new Route(
                endpoint, endpoint.preferred(), endpoint.protocol(endpoint.preferred()), operation, name, routed);
    }
}
