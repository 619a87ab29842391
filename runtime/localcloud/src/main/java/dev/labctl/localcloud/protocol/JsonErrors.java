package dev.labctl.localcloud.protocol;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.WireNames;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;

/** Errors as awsJson, restJson and rpcV2Cbor share them: a type, a message, and modelled members. */
final class JsonErrors {
    private JsonErrors() {}

    /** The code without the namespace that some services put before it: {@code com.amazonaws.sqs#QueueDoesNotExist}. */
    static String shortCode(AwsError error) {
        String code = error.code().equals("AccessDenied") ? "AccessDeniedException" : error.code();
        return code.substring(code.indexOf('#') + 1);
    }

    static Map<String, String> headers(AwsError error, String contentType, String requestId, WireNames names) {
        Map<String, String> headers = new LinkedHashMap<>(error.headers());
        headers.put("Content-Type", contentType);
        headers.put("x-amzn-RequestId", requestId);
        String queryCode = names.queryErrorCodes().get(shortCode(error));
        if (queryCode != null) {
            headers.put("x-amzn-query-error", queryCode + ";" + (error.isSender() ? "Sender" : "Receiver"));
        }
        return headers;
    }

    /** A body whose {@code message} is spelled that way, whatever else it has. */
    static byte[] body(StructureWriter writer, AwsError error) {
        return body(writer, error, "message");
    }

    /** A JSON body: where an error has members of its own, {@code Message} is one of them, as AWS's recordings show. */
    static byte[] jsonBody(StructureWriter writer, AwsError error) {
        return body(writer, error, error.details() == null ? "message" : "Message");
    }

    private static byte[] body(StructureWriter writer, AwsError error, String messageName) {
        return writer.object(out -> {
            out.writeStringField("__type", error.code().equals("AccessDenied") ? shortCode(error) : error.code());
            out.writeStringField(messageName, error.message());
            SdkPojo details = error.details();
            if (details != null) {
                writer.members(out, details);
            }
        });
    }
}
