package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import dev.labctl.localcloud.identity.Principal;
import dev.labctl.localcloud.protocol.OperationModel;
import dev.labctl.localcloud.protocol.QueryParameters;
import dev.labctl.localcloud.protocol.WireRequest;
import dev.labctl.localcloud.protocol.WireResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;

/**
 * Uploads by forms of browsers (<a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html">POST
 * Object</a>): each becomes the PutObject that it stands for, in the name of who signed its policy.
 */
final class PostUploads {
    private static final String FORM = "multipart/form-data";
    private static final Set<String> SIGNING =
            Set.of("x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature", "x-amz-security-token");
    private static final Set<String> CONTENT =
            Set.of("cache-control", "content-type", "content-disposition", "content-encoding", "expires");

    private final CloudEnvironment environment;
    private final SignatureVerifier verifier;
    private final Clock systemClock;

    PostUploads(CloudEnvironment environment, SignatureVerifier verifier, Clock systemClock) {
        this.environment = environment;
        this.verifier = verifier;
        this.systemClock = systemClock;
    }

    /** Whether a request is such a form. */
    static boolean isOne(WireRequest request, @Nullable Authorization authorization, Route route) {
        return route.kind() == Protocol.REST_XML
                && authorization == null
                && request.method().equals("POST")
                && request.header("content-type")
                        .filter(type -> type.toLowerCase(Locale.ROOT).startsWith(FORM))
                        .isPresent();
    }

    /**
     * Puts the object.
     *
     * @throws AwsError as S3 refuses the form, its policy or the object
     */
    WireResponse take(Route route, RequestBody body, String requestId, Map<String, String> conditions)
            throws IOException {
        WireRequest request = route.request();
        MultipartForm form = MultipartForm.read(request.header("content-type").orElse(""), body.stream());
        Map<String, String> fields = named(form, request.rawPath());
        PostSignature signature = PostSignature.of(fields).orElse(null);
        PostPolicy policy = PostPolicy.NONE;
        Principal principal = Principal.ANONYMOUS;
        if (signature != null) {
            principal = verifier.verify(signature).principal();
            policy = PostPolicy.of(signature.policy());
            policy.check(fields, systemClock.instant());
        }
        Map<String, String> asForm = new HashMap<>(conditions);
        asForm.put("s3:authType", "POST");
        Call call = new Call(
                requestId,
                new Caller(principal, signature == null ? PostSignature.ANYWHERE : signature.region(), asForm),
                environment.accountId(),
                request.headers(),
                Map.of());
        SizedUpload upload = new SizedUpload(form.file(), policy.smallest(), policy.largest());
        return answer(fields, put(route, fields, upload, call));
    }

    /** The form's fields with the bucket and, the name of the file filled in, the key. */
    private static Map<String, String> named(MultipartForm form, String path) {
        Map<String, String> fields = new LinkedHashMap<>(form.fields());
        String key = fields.get("key");
        if (key == null) {
            throw PostSignature.missing("key");
        }
        if (fields.containsKey("tagging")) {
            throw AwsError.of(
                    501,
                    "NotImplemented",
                    "A form field you provided implies functionality that is not implemented (the local cloud does not"
                            + " have tagging by POST)");
        }
        fields.put("key", key.replace("${filename}", form.fileName()));
        fields.put("bucket", URLDecoder.decode(path.split("/", -1)[1], StandardCharsets.UTF_8));
        return fields;
    }

    private WireResponse put(Route route, Map<String, String> fields, SizedUpload upload, Call call) {
        ServiceEndpoint s3 = Objects.requireNonNull(route.endpoint(), "a form goes to a service");
        OperationModel put = s3.operation("PutObject")
                .orElseThrow(
                        () -> UnknownOperation.of(route.kind(), s3.definition().name(), route.operationName()));
        String path = "/" + fields.get("bucket") + "/" + encoded(fields.getOrDefault("key", ""));
        SdkRequest request = route.protocol()
                .decode(put, new WireRequest("PUT", path, "", QueryParameters.NONE, headers(fields)), new byte[0]);
        SdkPojo answer = (SdkPojo) environment.dispatcher().dispatch(request, upload, call);
        environment.store().awaitDurable();
        return route.protocol().encode(put, answer, call.requestId());
    }

    /** The fields that are headers of a PutObject. */
    private static Map<String, String> headers(Map<String, String> fields) {
        Map<String, String> headers = new HashMap<>();
        fields.forEach((name, value) -> {
            if (name.equals("acl")) {
                headers.put("x-amz-acl", value);
            } else if (CONTENT.contains(name) || (name.startsWith("x-amz-") && !SIGNING.contains(name))) {
                headers.put(name, value);
            }
        });
        return headers;
    }

    private static String encoded(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }

    /** The answer that the form asks for; without a wish, 204. */
    private WireResponse answer(Map<String, String> fields, WireResponse put) {
        String bucket = fields.getOrDefault("bucket", "");
        String key = fields.getOrDefault("key", "");
        String etag = put.headers().getOrDefault("ETag", "");
        String redirect = fields.getOrDefault("success_action_redirect", fields.getOrDefault("redirect", ""));
        Map<String, String> headers = new HashMap<>(put.headers());
        if (!redirect.isEmpty()) {
            String separator = redirect.contains("?") ? "&" : "?";
            String told = "bucket=%s&key=%s&etag=%s"
                    .formatted(encoded(bucket), URLEncoder.encode(key, StandardCharsets.UTF_8), encoded(etag));
            headers.put("Location", redirect + separator + told);
            return new WireResponse(303, headers, new byte[0]);
        }
        String location = environment.endpoint() + "/" + bucket + "/" + encoded(key);
        headers.put("Location", location);
        return switch (fields.getOrDefault("success_action_status", "")) {
            case "200" -> new WireResponse(200, headers, new byte[0]);
            case "201" -> {
                headers.put("Content-Type", "application/xml");
                yield new WireResponse(201, headers, document(location, bucket, key, etag));
            }
            default -> new WireResponse(204, headers, new byte[0]);
        };
    }

    private static byte[] document(String location, String bucket, String key, String etag) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <PostResponse><Location>%s</Location><Bucket>%s</Bucket><Key>%s</Key><ETag>%s</ETag></PostResponse>""".formatted(escaped(location), escaped(bucket), escaped(key), escaped(etag))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
