package dev.labctl.localcloud.service.lambda.execution;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import software.amazon.awssdk.core.SdkBytes;

/** The payloads with which Lambda itself, not the handler, reports a failed invocation. */
final class FunctionErrors {
    static final String TIMED_OUT = "Sandbox.Timedout";
    static final String EXITED = "Runtime.ExitError";
    static final String TOO_LARGE = "Function.ResponseSizeTooLarge";

    private static final JsonMapper JSON = new JsonMapper();
    private static final int SIGNALED = 128;

    private FunctionErrors() {}

    static String timedOut(int timeoutSeconds) {
        return String.format(Locale.ROOT, "Task timed out after %.2f seconds", (double) timeoutSeconds);
    }

    /** How a process ended, as Lambda words it. */
    static String exited(int exitCode) {
        if (exitCode == 0) {
            return "Runtime exited without providing a reason";
        }
        if (exitCode == SIGNALED + 9) {
            return "Runtime exited with error: signal: killed";
        }
        return exitCode == SIGNALED + 15
                ? "Runtime exited with error: signal: terminated"
                : "Runtime exited with error: exit status " + exitCode;
    }

    static SdkBytes payload(String errorType, String requestId, String message) {
        return payload(errorType, "RequestId: " + requestId + " Error: " + message);
    }

    static SdkBytes payload(String errorType, String message) {
        ObjectNode node = JSON.createObjectNode().put("errorType", errorType).put("errorMessage", message);
        return SdkBytes.fromUtf8String(node.toString());
    }

    static SdkBytes responseTooLarge() {
        return payload(
                TOO_LARGE,
                "Response payload size exceeded maximum allowed payload size (" + RuntimeApi.MAX_RESPONSE + " bytes).");
    }
}
