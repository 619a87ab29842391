package dev.labctl.localcloud.service.sqs;

import static dev.labctl.localcloud.recorded.JsonCalls.object;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.recorded.JsonCalls;
import dev.labctl.localcloud.recorded.Recording;
import java.time.Duration;
import java.util.Map;

/** One recorded test performed again: signed JSON calls as boto3 makes them, each answer held to the one AWS gave. */
final class RecordedSqs {
    private final CloudFixture cloud;
    private final JsonCalls calls;
    private final Recording recorded;

    RecordedSqs(CloudFixture cloud, String region, Recording recorded) {
        this.cloud = cloud;
        this.calls = new JsonCalls(cloud, region, "sqs", "AmazonSQS");
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

    static JsonNode text(String type, String value) {
        return object("DataType", type, "StringValue", value);
    }

    /** Calls an operation with members given as names and values in turn; gives what boto3 would. */
    JsonNode call(String operation, Object... members) {
        return call(Map.of(), operation, members);
    }

    JsonNode call(Map<String, String> headers, String operation, Object... members) {
        return calls.call(headers, operation, object(members));
    }

    /** Holds an answer to the recorded one of that name. */
    void match(String name, JsonNode actual) {
        recorded.match(name, actual);
    }
}
