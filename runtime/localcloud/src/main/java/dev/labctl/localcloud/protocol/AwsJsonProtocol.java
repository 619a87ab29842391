package dev.labctl.localcloud.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.WireNames;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;

/** <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html">awsJson 1.0</a> and 1.1. */
public final class AwsJsonProtocol implements WireProtocol {
    /** Strings may be as long as a body: a function's zip is one. */
    static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final String contentType;
    private final WireNames names;
    private final StructureReader reader = new StructureReader(JSON);
    private final StructureWriter writer = new StructureWriter(JSON);

    /** The protocol in version {@code 1.0} or {@code 1.1}. */
    public AwsJsonProtocol(String version, WireNames names) {
        this.contentType = "application/x-amz-json-" + version;
        this.names = names;
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
                200, Map.of("Content-Type", contentType, "x-amzn-RequestId", requestId), writer.write(response));
    }

    @Override
    public WireResponse encodeError(AwsError error, String requestId) {
        // These services answer whatever is the sender's fault with 400, denied access included.
        return new WireResponse(
                // services that came from the query protocol kept its statuses, as SQS's recordings show
                error.isSender() && names.queryErrorCodes().isEmpty() ? 400 : error.status(),
                JsonErrors.headers(error, contentType, requestId, names),
                JsonErrors.jsonBody(writer, error));
    }

    @Override
    public String malformedCode() {
        return "SerializationException";
    }
}
