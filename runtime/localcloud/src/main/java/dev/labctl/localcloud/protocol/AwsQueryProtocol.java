package dev.labctl.localcloud.protocol;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.WireNames;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;

/** <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html">awsQuery</a>: a form in, XML out. */
public final class AwsQueryProtocol implements WireProtocol {
    private final WireNames names;
    private final QueryReader reader;

    public AwsQueryProtocol(WireNames names) {
        this.names = names;
        this.reader = new QueryReader(names, false);
    }

    @Override
    public SdkRequest decode(OperationModel operation, WireRequest request, byte[] body) {
        SdkPojo builder = operation.newRequest();
        reader.read(FormNode.of(parameters(request, body)), builder);
        return (SdkRequest) Fields.build(builder);
    }

    /** The parameters of a query request: its form, or its query string when it has none. */
    public static QueryParameters parameters(WireRequest request, byte[] body) {
        return body.length == 0 ? request.query() : QueryParameters.parse(new String(body, StandardCharsets.UTF_8));
    }

    @Override
    public WireResponse encode(OperationModel operation, SdkPojo response, String requestId) {
        String root = operation.name() + "Response";
        String result = operation.name() + "Result";
        // botocore insists on the result element even where it has no members (ExecuteChangeSet); others pass it over
        XmlWriter xml = new XmlWriter(names)
                .openRoot(root)
                .open(result)
                .members(response)
                .close(result);
        xml.open("ResponseMetadata").element("RequestId", requestId).close("ResponseMetadata");
        return answer(200, Map.of(), requestId, xml.close(root));
    }

    @Override
    public WireResponse encodeError(AwsError error, String requestId) {
        String code = error.code().substring(error.code().indexOf('#') + 1);
        XmlWriter xml = new XmlWriter(names).openRoot("ErrorResponse").open("Error");
        xml.element("Type", error.isSender() ? "Sender" : "Receiver");
        xml.element("Code", names.queryErrorCodes().getOrDefault(code, code));
        xml.element("Message", error.message());
        SdkPojo details = error.details();
        if (details != null) {
            xml.members(details);
        }
        if (names.hasErrorDetail()) {
            xml.element("Detail", "");
        }
        xml.close("Error").element("RequestId", requestId).close("ErrorResponse");
        return answer(error.status(), error.headers(), requestId, xml);
    }

    private static WireResponse answer(int status, Map<String, String> extra, String requestId, XmlWriter xml) {
        Map<String, String> headers = new LinkedHashMap<>(extra);
        headers.put("Content-Type", "text/xml");
        headers.put("x-amzn-RequestId", requestId);
        return new WireResponse(status, headers, xml.bytes());
    }

    @Override
    public String malformedCode() {
        return "MalformedInput";
    }
}
