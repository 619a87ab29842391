package dev.labctl.localcloud.service.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Keeps the last answer's body: the SDK's exceptions leave out what an S3 error says beside code and message. */
final class LastAnswer implements ExecutionInterceptor {
    /** Elements that every error has and the recordings leave out. */
    private static final Set<String> NOT_RECORDED = Set.of("RequestId", "HostId");

    private byte[] body = new byte[0];
    private int status;

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        status = context.httpResponse().statusCode();
        try {
            body = context.responseBody()
                    .orElseGet(InputStream::nullInputStream)
                    .readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(new ByteArrayInputStream(body));
    }

    /** The last answer, which was an error, with all of its elements and its status, in the form of the recordings. */
    JsonNode shownError() throws IOException {
        ObjectNode shown = RecordedS3.JSON.createObjectNode();
        ObjectNode elements = shown.putObject("Error");
        try {
            NodeList nodes = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(body))
                    .getDocumentElement()
                    .getChildNodes();
            for (int i = 0; i < nodes.getLength(); i++) {
                Node node = nodes.item(i);
                if (!NOT_RECORDED.contains(node.getNodeName())) {
                    elements.put(node.getNodeName(), node.getTextContent());
                }
            }
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
        shown.putObject("ResponseMetadata").put("HTTPStatusCode", status);
        return shown;
    }
}
