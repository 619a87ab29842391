package dev.labctl.localcloud.service.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** This cloud's answers in the form of the recordings, which is boto3's. */
final class RecordedLambda {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RecordedLambda() {}

    /** An answer with its status. */
    static ObjectNode shown(AwsResponse answer) {
        ObjectNode shown = (ObjectNode) json(answer);
        shown.putObject("ResponseMetadata")
                .put("HTTPStatusCode", answer.sdkHttpResponse().statusCode());
        return shown;
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A recording of a function in another language as it is of one in Java, which words its errors in its own way. */
    static JsonNode inJava(JsonNode recorded) {
        JsonNode copy = recorded.deepCopy();
        for (JsonNode parent : copy.findParents("stackTrace")) {
            ObjectNode error = (ObjectNode) parent;
            error.put("errorType", "java.lang.IllegalStateException").put("stackTrace", "<stack-trace>");
            error.remove("requestId");
        }
        return copy;
    }

    /** A payload with its stack trace as the one text that the recordings make of it. */
    static JsonNode withoutFrames(JsonNode answer) {
        for (JsonNode parent : answer.findParents("stackTrace")) {
            ((ObjectNode) parent).put("stackTrace", parent.path("stackTrace").toString());
        }
        return answer;
    }

    private static JsonNode json(Object value) {
        if (value instanceof SdkPojo structure) {
            ObjectNode object = JSON.createObjectNode();
            for (SdkField<?> field : structure.sdkFields()) {
                Object member = field.getValueOrDefault(structure);
                if (member != null
                        && !(member instanceof SdkAutoConstructList)
                        && !(member instanceof SdkAutoConstructMap)) {
                    object.set(field.memberName(), json(member));
                }
            }
            return object;
        }
        if (value instanceof List<?> list) {
            ArrayNode array = JSON.createArrayNode();
            list.forEach(element -> array.add(json(element)));
            return array;
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = JSON.createObjectNode();
            map.forEach((key, member) -> object.set(key.toString(), json(member)));
            return object;
        }
        if (value instanceof SdkBytes bytes) {
            return withoutFrames(read(bytes.asUtf8String()));
        }
        return JSON.valueToTree(value instanceof Number || value instanceof Boolean ? value : value.toString());
    }
}
