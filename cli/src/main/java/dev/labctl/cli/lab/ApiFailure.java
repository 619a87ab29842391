package dev.labctl.cli.lab;

import dev.labctl.cli.cloud.ApiRequest;
import dev.labctl.cli.cloud.ApiResponse;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Json;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An API of a lab's own answered something else than 2xx; with what to do about it. */
public final class ApiFailure extends LabctlException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_BODY = 300;
    private static final String PERMISSIONS = "both lambda:InvokeFunctionUrl and lambda:InvokeFunction"
            + " (lambda:InvokedViaFunctionUrl: true) on the function";

    private final int status;

    private ApiFailure(Failure failure, int status, String message, String fix) {
        super(failure, message, fix);
        this.status = status;
    }

    /** What the cloud failed to do: exit code 5, whatever the status. */
    public static ApiFailure of(ApiRequest request, ApiResponse response) {
        return new ApiFailure(Failure.CLOUD, response.status(), message(request, response), fix(response));
    }

    /**
     * The same for those who do not write requests themselves: what they gave wrong exits 2, who may not ask exits 4.
     *
     * @param fix what to do about a mistake of the user's
     */
    public static ApiFailure of(ApiRequest request, ApiResponse response, String fix) {
        return switch (response.status()) {
            case 400, 404, 409, 413 -> new ApiFailure(Failure.USAGE, response.status(), said(response), fix);
            case 401 -> new ApiFailure(Failure.CREDENTIALS, 401, said(response), fix);
            case 403 -> new ApiFailure(Failure.CREDENTIALS, 403, message(request, response), refused(response));
            default -> of(request, response);
        };
    }

    /** The answer's HTTP status. */
    public int status() {
        return status;
    }

    private static String message(ApiRequest request, ApiResponse response) {
        return "%s %s answered %d: %s"
                .formatted(request.method(), request.uri().getRawPath(), response.status(), said(response));
    }

    /** The error in the body with its details; else the body as it is, cut short. */
    private static String said(ApiResponse response) {
        Map<String, Object> body;
        try {
            body = Json.object(response.text());
        } catch (UncheckedIOException e) {
            body = Map.of();
        }
        for (String name : List.of("error", "message", "Message")) {
            if (body.get(name) instanceof String error) {
                return error + details(body);
            }
        }
        String text = response.text().strip();
        if (text.isEmpty()) {
            return "no more was said";
        }
        return text.length() <= LONGEST_BODY ? text : text.substring(0, LONGEST_BODY) + "...";
    }

    private static String details(Map<String, Object> body) {
        return body.get("details") instanceof List<?> details && !details.isEmpty()
                ? details.stream().map(String::valueOf).collect(Collectors.joining("; ", ": ", ""))
                : "";
    }

    private static String fix(ApiResponse response) {
        return switch (response.status()) {
            case 400 -> "correct what it names";
            case 401 -> "another user or password";
            case 403 -> refusal(response);
            case 404 -> "the path or the id is not there: look at it again";
            case 405 ->
                "one of the methods it takes: " + response.header("Allow").orElse("none");
            case 409 -> "what is there already stays: change or delete that, or send something else";
            case 413 -> "send less";
            case 429 ->
                "the function runs as often at once as its reserved concurrency lets it: wait a moment, or raise it if that is 0 or too low";
            case 503 -> "labctl api GET /health shows what is down";
            case 500, 502, 504 -> "labctl logs shows what it did";
            default -> "";
        };
    }

    /** What helps those who write and sign requests themselves. */
    private static String refusal(ApiResponse response) {
        return isNotAllowed(response)
                ? "sign the request, and allow the signer " + PERMISSIONS
                : "sign it for service lambda in the function's region, with credentials that are valid now";
    }

    /** The same for those whose requests labctl signs. */
    private static String refused(ApiResponse response) {
        return isNotAllowed(response)
                ? "allow the caller " + PERMISSIONS + "; `labctl api GET /health` says which of them is missing"
                : "use the credentials of another profile, or this one's anew: `labctl doctor` looks at them";
    }

    /** AWS tells a request without a valid signature from one that is not allowed by the error's type. */
    private static boolean isNotAllowed(ApiResponse response) {
        return response.header("x-amzn-ErrorType").orElse("").startsWith("AccessDenied");
    }
}
