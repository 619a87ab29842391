package dev.labctl.localcloud.protocol;

import dev.labctl.localcloud.core.AwsError;
import java.util.UUID;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;

/** How requests, responses and errors of a service look on the wire. */
public interface WireProtocol {
    /**
     * The request that was sent.
     *
     * @param body all bytes of the body; empty for an operation that takes a stream
     * @throws WireFormatException when the bytes are not what protocol and model prescribe
     */
    SdkRequest decode(OperationModel operation, WireRequest request, byte[] body);

    /** The answer that carries {@code response}. */
    WireResponse encode(OperationModel operation, SdkPojo response, String requestId);

    /** The answer that carries an error. */
    WireResponse encodeError(AwsError error, String requestId);

    /** A new id for a request, in the form that services of this protocol use. */
    default String newRequestId() {
        return UUID.randomUUID().toString();
    }

    /** The error code that AWS's service gives a request it cannot read. */
    String malformedCode();
}
