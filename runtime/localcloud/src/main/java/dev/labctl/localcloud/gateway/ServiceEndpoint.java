package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.core.ServiceDefinition;
import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import dev.labctl.localcloud.core.WireNames;
import dev.labctl.localcloud.protocol.OperationModel;
import dev.labctl.localcloud.protocol.RestRouter;
import dev.labctl.localcloud.protocol.ServiceModel;
import dev.labctl.localcloud.protocol.WireProtocol;
import dev.labctl.localcloud.protocol.WireProtocols;
import dev.labctl.localcloud.protocol.WireRequest;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One service at the gateway: its operations and the protocols its clients may speak. */
final class ServiceEndpoint {
    private final ServiceDefinition definition;
    private final ServiceModel model;
    private final Map<Protocol, WireProtocol> protocols = new EnumMap<>(Protocol.class);
    private volatile @Nullable RestRouter routes;

    ServiceEndpoint(Service service) {
        this.definition = service.definition();
        this.model = new ServiceModel(definition.client());
        WireNames names = service.wireNames();
        definition.protocols().forEach(protocol -> protocols.put(protocol, WireProtocols.of(protocol, names)));
    }

    ServiceDefinition definition() {
        return definition;
    }

    ServiceModel model() {
        return model;
    }

    Optional<OperationModel> operation(String name) {
        return model.operation(name);
    }

    /** The operation a REST request is for. The first request loads all of the service's operations. */
    Optional<OperationModel> restOperation(WireRequest request) {
        RestRouter known = routes;
        if (known == null) {
            known = new RestRouter(model.operations());
            routes = known;
        }
        return known.find(request);
    }

    boolean isRest() {
        return preferred() == Protocol.REST_JSON || preferred() == Protocol.REST_XML;
    }

    /** The protocol the service's clients prefer. */
    Protocol preferred() {
        return definition.protocols().get(0);
    }

    boolean speaks(Protocol protocol) {
        return protocols.containsKey(protocol);
    }

    WireProtocol protocol(Protocol protocol) {
        WireProtocol spoken = protocols.get(protocol);
        if (spoken == null) {
            throw new IllegalArgumentException(definition.name() + " does not speak " + protocol);
        }
        return spoken;
    }
}
