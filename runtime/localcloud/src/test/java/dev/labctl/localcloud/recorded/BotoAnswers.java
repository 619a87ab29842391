package dev.labctl.localcloud.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** This cloud's answers in the form of the recordings, which is boto3's. */
public final class BotoAnswers {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Function<SdkBytes, JsonNode> bytes;

    /** Answers whose bytes are shown as {@code bytes} says. */
    public BotoAnswers(Function<SdkBytes, JsonNode> bytes) {
        this.bytes = bytes;
    }

    /** An answer with its status. */
    public ObjectNode shown(AwsResponse answer) {
        ObjectNode shown = structure(answer);
        shown.putObject("ResponseMetadata")
                .put("HTTPStatusCode", answer.sdkHttpResponse().statusCode());
        return shown;
    }

    private ObjectNode structure(SdkPojo structure) {
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

    private JsonNode json(Object value) {
        if (value instanceof SdkPojo structure) {
            return structure(structure);
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
        if (value instanceof SdkBytes some) {
            return bytes.apply(some);
        }
        return JSON.valueToTree(value instanceof Number || value instanceof Boolean ? value : value.toString());
    }
}
