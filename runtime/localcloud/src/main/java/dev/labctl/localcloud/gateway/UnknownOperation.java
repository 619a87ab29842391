package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ServiceDefinition.Protocol;

/** How services of each protocol answer an operation that AWS does not have. */
final class UnknownOperation {
    private UnknownOperation() {}

    static AwsError of(Protocol protocol, String service, String operation) {
        String message = "The service '" + service + "' has no operation '" + operation + "'.";
        return switch (protocol) {
            case AWS_QUERY, EC2_QUERY -> AwsError.of(400, "InvalidAction", message);
            case AWS_JSON_1_0, AWS_JSON_1_1, RPC_V2_CBOR -> AwsError.of(400, "UnknownOperationException", message);
            case REST_JSON -> AwsError.of(404, "UnknownOperationException", message);
            case REST_XML ->
                AwsError.of(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
        };
    }
}
