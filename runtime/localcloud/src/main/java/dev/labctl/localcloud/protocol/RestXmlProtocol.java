package dev.labctl.localcloud.protocol;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.WireNames;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.http.SdkHttpMethod;

/** <a href="https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html">restXml</a>, with S3's error document. */
public final class RestXmlProtocol implements WireProtocol {
    /** The one operation whose answer is its only member instead of a structure around it. */
    private static final String UNWRAPPED = "GetBucketLocation";

    private final WireNames names;

    public RestXmlProtocol(WireNames names) {
        this.names = names;
    }

    @Override
    public SdkRequest decode(OperationModel operation, WireRequest request, byte[] body) {
        SdkPojo builder = operation.newRequest();
        HttpBindings.read(operation, request.withoutTransferCoding(), builder);
        SdkField<?> payload = Fields.payloadMember(builder);
        if (body.length > 0 && payload != null) {
            payload.set(builder, payload(payload, body));
        } else if (body.length > 0 && builder.sdkFields().stream().anyMatch(Fields::isBody)) {
            new XmlReader().members(XmlElement.parse(body), builder);
        }
        return (SdkRequest) Fields.build(builder);
    }

    private static Object payload(SdkField<?> payload, byte[] body) {
        if (Fields.is(payload, MarshallingType.SDK_BYTES)) {
            return SdkBytes.fromByteArrayUnsafe(body);
        }
        if (Fields.is(payload, MarshallingType.STRING)) {
            return new String(body, StandardCharsets.UTF_8);
        }
        SdkPojo member = Fields.newBuilder(payload);
        new XmlReader().members(XmlElement.parse(body), member);
        return Fields.build(member);
    }

    @Override
    public WireResponse encode(OperationModel operation, SdkPojo response, String requestId) {
        Map<String, String> headers = new LinkedHashMap<>();
        byte[] body = body(operation, response);
        if (body.length > 0) {
            headers.put("Content-Type", "application/xml");
        }
        HttpBindings.writeHeaders(response, headers);
        headers.putAll(ids(requestId));
        return new WireResponse(status(operation, response, headers), headers, body);
    }

    /** S3's model gives deletions 204; a part of an object is 206. The SDK's metadata tells neither. */
    private static int status(OperationModel operation, SdkPojo response, Map<String, String> headers) {
        if (headers.containsKey("Content-Range")) {
            return 206;
        }
        return operation.binding().httpMethod() == SdkHttpMethod.DELETE ? 204 : HttpBindings.status(response);
    }

    private byte[] body(OperationModel operation, SdkPojo response) {
        if (operation.name().equals(UNWRAPPED)) {
            return unwrapped(response.sdkFields().get(0), response);
        }
        SdkField<?> payload = Fields.payloadMember(response);
        if (payload == null) {
            return hasBody(response)
                    ? document(names.xmlRoots().getOrDefault(operation.name(), operation.name() + "Result"), response)
                    : new byte[0];
        }
        Object value = Fields.value(payload, response);
        if (value == null) {
            return new byte[0];
        }
        if (value instanceof SdkBytes bytes) {
            return bytes.asByteArrayUnsafe();
        }
        String root = names.xmlRoots().get(operation.name());
        if (root != null && value instanceof String text) {
            // GetBucketLocation: a text that is the document's only element.
            return new XmlWriter(names).declaration().element(root, text).bytes();
        }
        return value instanceof SdkPojo structure
                ? document(payload.unmarshallLocationName(), structure)
                : value.toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] unwrapped(SdkField<?> member, SdkPojo response) {
        XmlWriter xml = new XmlWriter(names).declaration().openRoot(member.unmarshallLocationName());
        return xml.text(Objects.toString(Fields.value(member, response), ""))
                .close(member.unmarshallLocationName())
                .bytes();
    }

    private static boolean hasBody(SdkPojo response) {
        return response.sdkFields().stream().anyMatch(Fields::isBody);
    }

    private byte[] document(String root, SdkPojo structure) {
        return new XmlWriter(names)
                .declaration()
                .openRoot(root)
                .members(structure)
                .close(root)
                .bytes();
    }

    @Override
    public WireResponse encodeError(AwsError error, String requestId) {
        Map<String, String> headers = new LinkedHashMap<>(error.headers());
        headers.put("Content-Type", "application/xml");
        headers.putAll(ids(requestId));
        XmlWriter xml = new XmlWriter(WireNames.FROM_METADATA).declaration().open("Error");
        xml.element("Code", error.code()).element("Message", error.message());
        SdkPojo details = error.details();
        if (details != null) {
            xml.members(details);
            HttpBindings.writeHeaders(details, headers);
        }
        xml.element("RequestId", requestId).element("HostId", hostId(requestId)).close("Error");
        return new WireResponse(error.status(), headers, xml.bytes());
    }

    private static Map<String, String> ids(String requestId) {
        return Map.of("x-amz-request-id", requestId, "x-amz-id-2", hostId(requestId));
    }

    /** S3's second id, an opaque token beside the request id. */
    private static String hostId(String requestId) {
        return java.util.Base64.getEncoder().encodeToString(requestId.getBytes(StandardCharsets.UTF_8));
    }

    /** As S3 makes them: 16 hexadecimal digits. */
    @Override
    public String newRequestId() {
        return "%016X".formatted(ThreadLocalRandom.current().nextLong());
    }

    @Override
    public String malformedCode() {
        return "MalformedXML";
    }
}
