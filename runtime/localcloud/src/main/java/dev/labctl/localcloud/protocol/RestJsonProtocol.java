package dev.labctl.localcloud.protocol;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.WireNames;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.protocol.MarshallingType;

/** <a href="https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html">restJson1</a>. */
public final class RestJsonProtocol implements WireProtocol {
    private static final String CONTENT_TYPE = "application/json";

    private final WireNames names;
    private final StructureReader reader = new StructureReader(AwsJsonProtocol.JSON);
    private final StructureWriter writer = new StructureWriter(AwsJsonProtocol.JSON);

    public RestJsonProtocol(WireNames names) {
        this.names = names;
    }

    @Override
    public SdkRequest decode(OperationModel operation, WireRequest request, byte[] body) {
        SdkPojo builder = operation.newRequest();
        HttpBindings.read(operation, request, builder);
        SdkField<?> payload = Fields.payloadMember(builder);
        if (payload == null) {
            reader.read(body, builder);
        } else if (body.length > 0) {
            payload.set(builder, payload(payload, body));
        }
        return (SdkRequest) Fields.build(builder);
    }

    private Object payload(SdkField<?> payload, byte[] body) {
        if (Fields.is(payload, MarshallingType.SDK_BYTES)) {
            return SdkBytes.fromByteArrayUnsafe(body);
        }
        if (Fields.is(payload, MarshallingType.STRING)) {
            return new String(body, StandardCharsets.UTF_8);
        }
        SdkPojo member = Fields.newBuilder(payload);
        reader.read(body, member);
        return Fields.build(member);
    }

    @Override
    public WireResponse encode(OperationModel operation, SdkPojo response, String requestId) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", CONTENT_TYPE);
        HttpBindings.writeHeaders(response, headers);
        headers.put("x-amzn-RequestId", requestId);
        return new WireResponse(HttpBindings.status(response), headers, body(response));
    }

    private byte[] body(SdkPojo response) {
        SdkField<?> payload = Fields.payloadMember(response);
        if (payload == null) {
            return response.sdkFields().stream().anyMatch(Fields::isBody) ? writer.write(response) : new byte[0];
        }
        return payloadBody(Fields.value(payload, response));
    }

    private byte[] payloadBody(@Nullable Object value) {
        if (value == null) {
            return new byte[0];
        }
        if (value instanceof SdkBytes bytes) {
            return bytes.asByteArrayUnsafe();
        }
        return value instanceof SdkPojo structure
                ? writer.write(structure)
                : value.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public WireResponse encodeError(AwsError error, String requestId) {
        Map<String, String> headers = JsonErrors.headers(error, CONTENT_TYPE, requestId, names);
        headers.put("x-amzn-ErrorType", JsonErrors.shortCode(error));
        SdkPojo details = error.details();
        if (details != null) {
            HttpBindings.writeHeaders(details, headers);
        }
        return new WireResponse(error.status(), headers, JsonErrors.jsonBody(writer, error));
    }

    @Override
    public String malformedCode() {
        return "SerializationException";
    }
}
