package dev.labctl.localcloud.service.ec2.instance.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests without a body as curl's {@code --aws-sigv4} does (<a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a signed
 * request</a>).
 */
record Signature(String region, String service, String accessKeyId, String secretAccessKey) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String PAYLOAD_HASH = "x-amz-content-sha256";
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";

    /**
     * What the options say.
     *
     * @param provider {@code aws:amz:REGION:SERVICE}
     * @param user {@code KEY:SECRET}
     */
    static Signature of(String provider, String user) throws ToolFailure {
        String[] parts = provider.split(":", -1);
        String[] keys = user.split(":", 2);
        if (parts.length != 4 || !provider.startsWith("aws:amz:") || keys.length != 2) {
            throw new ToolFailure(
                    2, "curl: the stand-in signs with --aws-sigv4 aws:amz:REGION:SERVICE --user KEY:SECRET only");
        }
        return new Signature(parts[2], parts[3], keys[0], keys[1]);
    }

    /** The headers that make the request a signed one. */
    Map<String, String> headers(String method, URI url, Map<String, String> given, Instant now) {
        String time = TIME.format(now);
        TreeMap<String, String> signed = new TreeMap<>();
        given.forEach((name, value) -> {
            if (name.toLowerCase(Locale.ROOT).startsWith("x-amz-")) {
                signed.put(name.toLowerCase(Locale.ROOT), value.replaceAll(" {2,}", " "));
            }
        });
        signed.put("host", url.getAuthority());
        signed.put("x-amz-date", time);
        String payload = Objects.requireNonNullElseGet(signed.get(PAYLOAD_HASH), () -> hash(""));
        signed.put(PAYLOAD_HASH, payload);
        String names = String.join(";", signed.keySet());
        String lines = signed.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining());
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String request = String.join("\n", method, path, query(url), lines, names, payload);
        String scope = String.join("/", time.substring(0, 8), region, service, "aws4_request");
        String signature = HexFormat.of()
                .formatHex(hmac(key(time.substring(0, 8)), String.join("\n", ALGORITHM, time, scope, hash(request))));
        return Map.of(
                "x-amz-date",
                time,
                PAYLOAD_HASH,
                payload,
                "Authorization",
                "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(ALGORITHM, accessKeyId, scope, names, signature));
    }

    private static String query(URI url) {
        String query = url.getRawQuery();
        return query == null
                ? ""
                : Stream.of(query.split("&"))
                        .map(each -> each.contains("=") ? each : each + "=")
                        .sorted()
                        .collect(Collectors.joining("&"));
    }

    private byte[] key(String day) {
        byte[] key = ("AWS4" + secretAccessKey).getBytes(UTF_8);
        for (String part : new String[] {day, region, service, "aws4_request"}) {
            key = hmac(key, part);
        }
        return key;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }

    private static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
