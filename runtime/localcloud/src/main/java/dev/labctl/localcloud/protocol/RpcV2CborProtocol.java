package dev.labctl.localcloud.protocol;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.WireNames;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;

/** <a href="https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html">Smithy RPC v2 CBOR</a>. */
public final class RpcV2CborProtocol implements WireProtocol {
    private static final String CONTENT_TYPE = "application/cbor";

    private final WireNames names;
    private final StructureReader reader;
    private final StructureWriter writer;

    public RpcV2CborProtocol(WireNames names) {
        CBORFactory cbor = new CBORFactory();
        this.names = names;
        this.reader = new StructureReader(cbor);
        this.writer = new StructureWriter(cbor);
    }

    @Override
    public SdkRequest decode(OperationModel operation, WireRequest request, byte[] body) {
        SdkPojo builder = operation.newRequest();
        reader.read(body, builder);
        return (SdkRequest) Fields.build(builder);
    }

    @Override
    public WireResponse encode(OperationModel operation, SdkPojo response, String requestId) {
        return new WireResponse(
                200,
                Map.of(
                        "Content-Type", CONTENT_TYPE,
                        "Smithy-Protocol", "rpc-v2-cbor",
                        "x-amzn-RequestId", requestId),
                writer.write(response));
    }

    @Override
    public WireResponse encodeError(AwsError error, String requestId) {
        Map<String, String> headers = JsonErrors.headers(error, CONTENT_TYPE, requestId, names);
        headers.put("Smithy-Protocol", "rpc-v2-cbor");
        return new WireResponse(error.status(), headers, JsonErrors.body(writer, error));
    }

    @Override
    public String malformedCode() {
        return "SerializationException";
    }
}
