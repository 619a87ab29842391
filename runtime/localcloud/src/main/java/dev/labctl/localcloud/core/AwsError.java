package dev.labctl.localcloud.core;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * An error as AWS answers it: an HTTP status, an error code and a message, rendered by the gateway in the protocol of
 * the request.
 *
 * <p>Codes and messages are AWS's own, to the letter: clients and people match on them.
 */
public final class AwsError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient @Nullable SdkPojo details;
    private final transient Map<String, String> headers;

    private AwsError(int status, String code, String message, @Nullable SdkPojo details, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.details = details;
        this.headers = Map.copyOf(headers);
    }

    /** An error of the given HTTP status, for instance {@code of(400, "ValidationError", "...")}. */
    public static AwsError of(int status, String code, String message) {
        return new AwsError(status, code, message, null, Map.of());
    }

    /** HTTP 400 with the code {@code ValidationException}, as the JSON services answer malformed input. */
    public static AwsError validation(String message) {
        return of(400, "ValidationException", message);
    }

    /** The same error with modelled members (reasons, items, keys), encoded from {@code details}' sdkFields. */
    public AwsError with(SdkPojo details) {
        return new AwsError(status, code, message(), details, headers);
    }

    /** The same error with an HTTP response header. */
    public AwsError header(String name, String value) {
        Map<String, String> all = new java.util.HashMap<>(headers);
        all.put(name, value);
        return new AwsError(status, code, message(), details, all);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String message() {
        return java.util.Objects.requireNonNullElse(getMessage(), "");
    }

    /** Modelled members beside code and message, or null when there are none. */
    public @Nullable SdkPojo details() {
        return details;
    }

    public Map<String, String> headers() {
        return headers;
    }

    /** Whether the caller caused it (4xx): awsQuery's {@code <Type>Sender</Type>}. */
    public boolean isSender() {
        return status < 500;
    }
}
