package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import dev.labctl.localcloud.protocol.OperationModel;
import dev.labctl.localcloud.protocol.WireProtocol;
import dev.labctl.localcloud.protocol.WireRequest;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes.
 *
 * @param endpoint the service; null when no service of this cloud is meant
 * @param kind the protocol it speaks
 * @param protocol how it is read, and how its answer or error is written
 * @param operation what it asks for; null when the service has no such operation
 * @param operationName the operation as the request names it, for the error that says it is unknown
 * @param request the request as the protocol reads it (a bucket in the host name is put before the path)
 */
record Route(
        @Nullable ServiceEndpoint endpoint,
        Protocol kind,
        WireProtocol protocol,
        @Nullable OperationModel operation,
        String operationName,
        WireRequest request) {}
