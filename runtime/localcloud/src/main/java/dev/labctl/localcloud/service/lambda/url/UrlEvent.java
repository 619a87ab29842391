package dev.labctl.localcloud.service.lambda.url;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.labctl.localcloud.core.Site;
import dev.labctl.localcloud.identity.Credential;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request to a function URL as the event that its handler gets, payload format 2.0 (<a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-request-payload">Request payload
 * format</a>).
 *
 * <p>A body is text when its content type says so and it is UTF-8; any other, and one without a content type, is base64.
 * The address is not encrypted, so the headers that tell of TLS at AWS are missing.
 *
 * @param request the request
 * @param urlId the id of the URL
 * @param accountId the account of a caller who signed
 * @param caller who signed; null where nobody has to
 * @param trace the X-Ray trace header
 * @param received when it came
 */
public record UrlEvent(
        Site.Request request,
        String urlId,
        String accountId,
        @Nullable Credential caller,
        String trace,
        Instant received) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String ROUTE = "$default";
    private static final String LOOPBACK = "127.0.0.1";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final Set<String> TEXTS =
            Set.of("application/json", "application/javascript", "application/xml", "application/x-javascript");

    /** The event, JSON. */
    public byte[] json() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048 + request.body().length);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("version", "2.0");
            out.writeStringField("routeKey", ROUTE);
            out.writeStringField("rawPath", request.rawPath());
            out.writeStringField("rawQueryString", request.rawQuery());
            cookies(out);
            strings(out, "headers", headers());
            if (!request.rawQuery().isEmpty()) {
                strings(out, "queryStringParameters", parameters(request.rawQuery()));
            }
            context(out);
            body(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void cookies(JsonGenerator out) throws IOException {
        String sent = request.headers().get("cookie");
        if (sent != null) {
            out.writeArrayFieldStart("cookies");
            for (String cookie : sent.split(";", -1)) {
                out.writeString(cookie.strip());
            }
            out.writeEndArray();
        }
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>(request.headers());
        headers.remove("cookie");
        headers.remove("connection");
        headers.put("x-amzn-trace-id", trace);
        headers.put("x-forwarded-for", LOOPBACK);
        headers.put("x-forwarded-port", String.valueOf(request.port()));
        headers.put("x-forwarded-proto", "http");
        return headers;
    }

    /** Values of a repeated name joined by commas. */
    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
                parameters.merge(name, value, (one, other) -> one + "," + other);
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // A percent sign that encodes nothing is one.
            return text;
        }
    }

    private static void strings(JsonGenerator out, String name, Map<String, String> values) throws IOException {
        out.writeObjectFieldStart(name);
        for (Map.Entry<String, String> value : values.entrySet()) {
            out.writeStringField(value.getKey(), value.getValue());
        }
        out.writeEndObject();
    }

    private void context(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("requestContext");
        out.writeStringField("accountId", caller == null ? "anonymous" : accountId);
        out.writeStringField("apiId", urlId);
        out.writeNullField("authentication");
        if (caller == null) {
            out.writeNullField("authorizer");
        } else {
            authorizer(out, caller);
        }
        out.writeStringField("domainName", request.headers().getOrDefault("host", ""));
        out.writeStringField("domainPrefix", urlId);
        out.writeObjectFieldStart("http");
        out.writeStringField("method", request.method());
        out.writeStringField("path", request.rawPath());
        out.writeStringField("protocol", "HTTP/1.1");
        out.writeStringField("sourceIp", LOOPBACK);
        out.writeStringField("userAgent", request.headers().getOrDefault("user-agent", ""));
        out.writeEndObject();
        out.writeStringField("requestId", request.id());
        out.writeStringField("routeKey", ROUTE);
        out.writeStringField("stage", ROUTE);
        out.writeStringField("time", TIME.format(received));
        out.writeNumberField("timeEpoch", received.toEpochMilli());
        out.writeEndObject();
    }

    private void authorizer(JsonGenerator out, Credential signer) throws IOException {
        out.writeObjectFieldStart("authorizer");
        out.writeObjectFieldStart("iam");
        out.writeStringField("accessKey", signer.accessKeyId());
        out.writeStringField("accountId", accountId);
        out.writeStringField("callerId", signer.principal().id());
        out.writeNullField("cognitoIdentity");
        out.writeNullField("principalOrgId");
        out.writeStringField("userArn", signer.principal().arn());
        out.writeStringField("userId", signer.principal().id());
        out.writeEndObject();
        out.writeEndObject();
    }

    private void body(JsonGenerator out) throws IOException {
        Optional<String> text = text();
        if (request.body().length > 0) {
            out.writeStringField(
                    "body", text.orElseGet(() -> Base64.getEncoder().encodeToString(request.body())));
        }
        out.writeBooleanField("isBase64Encoded", request.body().length > 0 && text.isEmpty());
    }

    private Optional<String> text() {
        if (!isText(request.headers().getOrDefault("content-type", ""))) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(request.body()))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isText(String contentType) {
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.startsWith("text/") || TEXTS.contains(type) || type.endsWith("+json") || type.endsWith("+xml");
    }
}
