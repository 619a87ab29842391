package dev.labctl.localcloud.protocol;

import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import dev.labctl.localcloud.core.WireNames;

/** The implementations of AWS's wire protocols. */
public final class WireProtocols {
    private WireProtocols() {}

    /** The protocol, with the names that a service adds to the SDK's metadata. */
    public static WireProtocol of(Protocol protocol, WireNames names) {
        return switch (protocol) {
            case AWS_JSON_1_0 -> new AwsJsonProtocol("1.0", names);
            case AWS_JSON_1_1 -> new AwsJsonProtocol("1.1", names);
            case AWS_QUERY -> new AwsQueryProtocol(names);
            case EC2_QUERY -> new Ec2QueryProtocol(names);
            case REST_JSON -> new RestJsonProtocol(names);
            case REST_XML -> new RestXmlProtocol(names);
            case RPC_V2_CBOR -> new RpcV2CborProtocol(names);
        };
    }
}
