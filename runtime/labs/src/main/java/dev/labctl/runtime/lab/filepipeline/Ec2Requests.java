package dev.labctl.runtime.lab.filepipeline;

import dev.labctl.runtime.event.Environment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.regions.Region;

/**
 * Requests to EC2, of which the launcher needs two. The SDK's client of EC2 is larger than all else that is uploaded for
 * all labs together, and takes as long to load.
 *
 * @see <a href="https://docs.aws.amazon.com/ec2/latest/devguide/ec2-low-level-api.html">Query requests of EC2</a>
 */
final class Ec2Requests {
    private static final String VERSION = "2016-11-15";
    private static final int OK = 200;

    private final SdkHttpClient http;
    private final AwsCredentialsProvider credentials;
    private final String region;
    private final URI endpoint;

    Ec2Requests(SdkHttpClient http, AwsCredentialsProvider credentials, String region, URI endpoint) {
        this.http = http;
        this.credentials = credentials;
        this.region = region;
        this.endpoint = endpoint;
    }

    /** Where EC2 is: where the environment says, as for the SDK's clients, or else the region's public endpoint. */
    static URI endpoint(String region) {
        return URI.create(Environment.optional("AWS_ENDPOINT_URL_EC2")
                .or(() -> Environment.optional("AWS_ENDPOINT_URL"))
                .orElseGet(() -> "https://ec2.%s.%s"
                        .formatted(
                                region, Region.of(region).metadata().partition().dnsSuffix())));
    }

    /** EC2 refuses a request. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String code;

        Refusal(String action, String code, String message) {
            super("EC2 refuses %s: %s: %s".formatted(action, code, message));
            this.code = code;
        }

        /** EC2's error code. */
        String code() {
            return code;
        }
    }

    /**
     * Makes a request.
     *
     * @param parameters as the API names them, flattened: {@code Filter.1.Value.2}
     * @throws Refusal when EC2 answers with an error
     */
    Document send(String action, Map<String, String> parameters) {
        String form = "Action=%s&Version=%s".formatted(action, VERSION)
                + parameters.entrySet().stream()
                        .map(each -> "&" + encoded(each.getKey()) + "=" + encoded(each.getValue()))
                        .collect(Collectors.joining());
        byte[] body = form.getBytes(StandardCharsets.UTF_8);
        try {
            HttpExecuteResponse response = http.prepareRequest(signed(body)).call();
            try (InputStream answer = response.responseBody()
                    .orElseGet(() -> AbortableInputStream.create(InputStream.nullInputStream()))) {
                byte[] bytes = answer.readAllBytes();
                if (response.httpResponse().statusCode() != OK) {
                    throw refusal(action, response.httpResponse().statusCode(), bytes);
                }
                return parse(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("%s of EC2 failed".formatted(action), e);
        } catch (SAXException e) {
            throw new IllegalStateException("EC2's answer to %s is no XML".formatted(action), e);
        }
    }

    private HttpExecuteRequest signed(byte[] body) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                .putHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                .putHeader("Content-Length", String.valueOf(body.length))
                .build();
        SignedRequest signed = AwsV4HttpSigner.create().sign(sign -> sign.identity(credentials.resolveCredentials())
                .request(request)
                .payload(() -> new ByteArrayInputStream(body))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "ec2")
                .putProperty(AwsV4HttpSigner.REGION_NAME, region));
        return HttpExecuteRequest.builder()
                .request(signed.request())
                .contentStreamProvider(signed.payload().orElse(null))
                .build();
    }

    private static Refusal refusal(String action, int status, byte[] answer) throws SAXException {
        if (answer.length == 0) {
            return new Refusal(action, "status " + status, "no message");
        }
        Document document = parse(answer);
        return new Refusal(action, text(document, "Code"), text(document, "Message"));
    }

    private static String text(Document document, String element) {
        NodeList found = document.getElementsByTagName(element);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    private static Document parse(byte[] xml) throws SAXException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException("the JDK's parser reads from memory", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
