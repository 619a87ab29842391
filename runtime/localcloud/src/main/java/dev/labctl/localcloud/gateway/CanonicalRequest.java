package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.protocol.QueryParameters.Parameter;
import dev.labctl.localcloud.protocol.WireRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text that SigV4 hashes and signs (<a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a canonical
 * request</a>). S3 encodes the path once and takes it as it is; all others encode it twice and normalize it.
 */
final class CanonicalRequest {
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final Pattern SPACES = Pattern.compile(" {2,}");

    private CanonicalRequest() {}

    static String of(WireRequest request, Authorization authorization, String payloadHash) {
        String path = authorization.service().equals("s3")
                ? encode(decodePath(request.rawPath()), true)
                : encode(normalize(request.rawPath()).getBytes(StandardCharsets.UTF_8), true);
        return request.method() + "\n" + path + "\n" + query(request) + "\n" + headers(request, authorization) + "\n"
                + String.join(";", authorization.signedHeaders()) + "\n" + payloadHash;
    }

    private static String query(WireRequest request) {
        if (request.query().all().isEmpty()) {
            return "";
        }
        List<Parameter> encoded = request.query().all().stream()
                .filter(parameter -> !parameter.name().equals("X-Amz-Signature"))
                .map(parameter -> new Parameter(encode(parameter.name()), encode(parameter.value())))
                .sorted(Comparator.comparing(Parameter::name).thenComparing(Parameter::value))
                .toList();
        return encoded.stream()
                .map(parameter -> parameter.name() + "=" + parameter.value())
                .collect(Collectors.joining("&"));
    }

    private static String headers(WireRequest request, Authorization authorization) {
        StringBuilder headers = new StringBuilder();
        for (String name : authorization.signedHeaders()) {
            String value = request.header(name).orElse("");
            headers.append(name)
                    .append(':')
                    .append(SPACES.matcher(value.strip()).replaceAll(" "))
                    .append('\n');
        }
        return headers.toString();
    }

    /** Resolves dot segments and drops empty ones. */
    private static String normalize(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        String normalized = "/" + String.join("/", segments);
        return path.endsWith("/") && !segments.isEmpty() ? normalized + "/" : normalized;
    }

    private static byte[] decodePath(String path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
        byte[] raw = path.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '%' && i + 2 < raw.length && isHex(raw[i + 1]) && isHex(raw[i + 2])) {
                bytes.write(HexFormat.fromHexDigits(new String(raw, i + 1, 2, StandardCharsets.US_ASCII)));
                i += 2;
            } else {
                bytes.write(raw[i]);
            }
        }
        return bytes.toByteArray();
    }

    private static boolean isHex(byte digit) {
        return HexFormat.isHexDigit(digit);
    }

    private static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8), false);
    }

    /** Percent-encodes all but RFC 3986's unreserved characters, and slashes where they are kept. */
    private static String encode(byte[] bytes, boolean keepSlashes) {
        StringBuilder encoded = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            char c = (char) (b & 0xff);
            if (UNRESERVED.indexOf(c) >= 0 || (keepSlashes && c == '/')) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }
}
