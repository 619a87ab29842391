package dev.labctl.localcloud.service.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.recorded.Recording;
import dev.labctl.localcloud.recorded.SignedPost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** One recorded test performed again: signed JSON calls as boto3 makes them, each answer held to the one AWS gave. */
final class RecordedSqs {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private final CloudFixture cloud;
    private final SignedPost post;
    private final Recording recorded;

    RecordedSqs(CloudFixture cloud, String region, Recording recorded) {
        this.cloud = cloud;
        this.post = new SignedPost(cloud, "sqs", region);
        this.recorded = recorded;
    }

    void pass(Duration time) {
        cloud.cloud().environment().clock().advance(time);
    }

    /** Makes a queue and gives its URL. */
    String queue(String name, String... attributes) {
        JsonNode answer = call("CreateQueue", "QueueName", name, "Attributes", object((Object[]) attributes));
        return answer.path("QueueUrl").asText();
    }

    /** An object of names and values in turn. */
    static ObjectNode object(Object... members) {
        ObjectNode object = JSON.createObjectNode();
        for (int i = 0; i < members.length; i += 2) {
            object.set(members[i].toString(), JSON.valueToTree(members[i + 1]));
        }
        return object;
    }

    static JsonNode text(String type, String value) {
        return object("DataType", type, "StringValue", value);
    }

    /** Calls an operation with members given as names and values in turn; gives what boto3 would. */
    JsonNode call(String operation, Object... members) {
        return call(Map.of(), operation, members);
    }

    JsonNode call(Map<String, String> headers, String operation, Object... members) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Content-Type", "application/x-amz-json-1.0");
        all.put("X-Amz-Target", "AmazonSQS." + operation);
        try {
            return shown(post.send(all, object(members).toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode shown(HttpResponse<String> response) throws IOException {
        ObjectNode body = (ObjectNode) JSON.readTree(response.body().isEmpty() ? "{}" : response.body());
        ObjectNode shown = JSON.createObjectNode();
        if (response.statusCode() == 200) {
            shown.setAll(body);
        } else {
            String type = body.path("__type").asText();
            String[] old = response.headers()
                    .firstValue("x-amzn-query-error")
                    .orElse(";")
                    .split(";", 2);
            shown.putObject("Error")
                    .put("Code", old[0])
                    .put("Message", body.path("message").asText())
                    .put("QueryErrorCode", type.substring(type.indexOf('#') + 1))
                    .put("Type", old[1]);
        }
        shown.putObject("ResponseMetadata").put("HTTPStatusCode", response.statusCode());
        return shown;
    }

    /** Holds an answer to the recorded one of that name. */
    void match(String name, JsonNode actual) {
        recorded.match(name, actual);
    }
}
