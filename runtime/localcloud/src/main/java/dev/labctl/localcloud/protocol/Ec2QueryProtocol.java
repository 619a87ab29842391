package dev.labctl.localcloud.protocol;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.WireNames;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;

/** <a href="https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html">ec2Query</a>: a form in, XML out. */
public final class Ec2QueryProtocol implements WireProtocol {
    private final WireNames names;
    private final QueryReader reader;

    public Ec2QueryProtocol(WireNames names) {
        this.names = names;
        this.reader = new QueryReader(names, true);
    }

    @Override
    public SdkRequest decode(OperationModel operation, WireRequest request, byte[] body) {
        SdkPojo builder = operation.newRequest();
        reader.read(FormNode.of(AwsQueryProtocol.parameters(request, body)), builder);
        return (SdkRequest) Fields.build(builder);
    }

    @Override
    public WireResponse encode(OperationModel operation, SdkPojo response, String requestId) {
        String root = operation.name() + "Response";
        XmlWriter xml = new XmlWriter(names).declaration().openRoot(root).element("requestId", requestId);
        return answer(200, Map.of(), requestId, xml.members(response).close(root));
    }

    @Override
    public WireResponse encodeError(AwsError error, String requestId) {
        boolean denied = error.code().equals("AccessDenied");
        XmlWriter xml = new XmlWriter(names).declaration();
        xml.open("Response").open("Errors").open("Error");
        xml.element("Code", denied ? "UnauthorizedOperation" : error.code());
        xml.element(
                "Message",
                denied ? "You are not authorized to perform this operation. " + error.message() : error.message());
        xml.close("Error").close("Errors").element("RequestID", requestId).close("Response");
        return answer(error.status(), error.headers(), requestId, xml);
    }

    private static WireResponse answer(int status, Map<String, String> extra, String requestId, XmlWriter xml) {
        Map<String, String> headers = new LinkedHashMap<>(extra);
        headers.put("Content-Type", "text/xml;charset=UTF-8");
        headers.put("x-amzn-requestid", requestId);
        return new WireResponse(status, headers, xml.bytes());
    }

    @Override
    public String malformedCode() {
        return "MalformedQueryString";
    }
}
