package dev.labctl.localcloud.service.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.recorded.BotoAnswers;
import java.io.IOException;
import java.io.UncheckedIOException;
import software.amazon.awssdk.awscore.AwsResponse;

/** This cloud's answers in the form of the recordings, which is boto3's. */
final class RecordedLambda {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final BotoAnswers ANSWERS = new BotoAnswers(bytes -> withoutFrames(read(bytes.asUtf8String())));

    private RecordedLambda() {}

    /** An answer with its status. */
    static ObjectNode shown(AwsResponse answer) {
        return ANSWERS.shown(answer);
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
}
