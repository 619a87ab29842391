package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Download;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Template text from a request: its body, or the S3 object its URL names, read as the caller. */
final class TemplateSource {
    private static final int MAX_BODY = 51_200;
    private static final int MAX_OBJECT = 1_048_576;
    private static final Pattern VIRTUAL_HOST = Pattern.compile("(.+?)\\.s3[.-].*");

    private final CloudEnvironment environment;

    TemplateSource(CloudEnvironment environment) {
        this.environment = environment;
    }

    /**
     * The template's text.
     *
     * @throws AwsError ValidationError when there is none, it is too big, or the object cannot be read
     */
    String text(@Nullable String body, @Nullable String url, Call call) {
        if ((body == null) == (url == null)) {
            throw invalid(
                    body == null
                            ? "Either Template URL or Template Body must be specified."
                            : "Only one of Template URL or Template Body must be specified.");
        }
        if (body == null) {
            return fetch(java.util.Objects.requireNonNull(url), call);
        }
        if (body.getBytes(StandardCharsets.UTF_8).length > MAX_BODY) {
            throw invalid("1 validation error detected: Value '" + body
                    + "' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to "
                    + MAX_BODY);
        }
        if (body.isEmpty()) {
            throw invalid("1 validation error detected: Value '' at 'templateBody' failed to satisfy constraint: Member"
                    + " must have length greater than or equal to 1");
        }
        return body;
    }

    private String fetch(String url, Call call) {
        GetObjectRequest request = object(url);
        Download<GetObjectResponse> download;
        try {
            download = environment.dispatcher().download(call.caller(), request, GetObjectResponse.class);
        } catch (AwsError e) {
            throw invalid("S3 error: " + e.message());
        }
        if (download.contentLength() > MAX_OBJECT) {
            throw invalid("Template may not exceed " + MAX_OBJECT + " bytes in size.");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            download.body().writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private GetObjectRequest object(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw invalid("TemplateURL must be a supported URL.");
        }
        String host = uri.getHost();
        String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/+", "");
        boolean isHttp = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        if (host == null || !isHttp || path.isEmpty()) {
            throw invalid("TemplateURL must be a supported URL.");
        }
        boolean isOurs = uri.getAuthority().equals(environment.endpoint().getAuthority());
        Matcher virtual = VIRTUAL_HOST.matcher(host);
        boolean isS3 = isOurs || host.startsWith("s3.") || host.startsWith("s3-") || virtual.matches();
        if (!isS3) {
            throw invalid("S3 error: Domain name specified in " + host + " is not a valid S3 domain");
        }
        if (!isOurs && virtual.matches()) {
            return GetObjectRequest.builder().bucket(virtual.group(1)).key(path).build();
        }
        int slash = path.indexOf('/');
        if (slash < 1) {
            throw invalid("TemplateURL must be a supported URL.");
        }
        return GetObjectRequest.builder()
                .bucket(path.substring(0, slash))
                .key(path.substring(slash + 1))
                .build();
    }

    private static AwsError invalid(String message) {
        return AwsError.of(400, "ValidationError", message);
    }
}
