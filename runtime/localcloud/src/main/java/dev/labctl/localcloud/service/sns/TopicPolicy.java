package dev.labctl.localcloud.service.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;
import software.amazon.awssdk.services.sns.model.AddPermissionRequest;

/** How AddPermission and RemovePermission write a topic's policy. */
final class TopicPolicy {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TopicPolicy() {}

    static void validate(String policy) {
        try {
            if (JSON.readTree(policy).path("Statement").isContainerNode()) {
                return;
            }
        } catch (JsonProcessingException e) {
            throw SnsErrors.invalidParameter("Policy Error: null");
        }
        throw SnsErrors.invalidParameter("Policy Error: null");
    }

    static String withPermission(Topic topic, AddPermissionRequest request) {
        ObjectNode document = read(topic.policy());
        if (find(document, request.label()) >= 0) {
            throw SnsErrors.invalidParameter("Statement already exists");
        }
        ObjectNode statement = document.withArray("Statement").addObject();
        statement.put("Sid", request.label());
        statement.put("Effect", "Allow");
        statement
                .putObject("Principal")
                .set(
                        "AWS",
                        oneOrMany(request.awsAccountIds().stream()
                                .map(account -> "arn:aws:iam::" + account + ":root")
                                .toList()));
        statement.set(
                "Action",
                oneOrMany(request.actionNames().stream()
                        .map(action -> "SNS:" + action)
                        .toList()));
        statement.put("Resource", topic.arn());
        return document.toString();
    }

    private static JsonNode oneOrMany(List<String> values) {
        if (values.size() == 1) {
            return JSON.getNodeFactory().textNode(values.get(0));
        }
        ArrayNode array = JSON.createArrayNode();
        values.forEach(array::add);
        return array;
    }

    /** The policy without the statement of that label; a label that is not there changes nothing. */
    static String withoutPermission(Topic topic, String label) {
        ObjectNode document = read(topic.policy());
        int index = find(document, label);
        if (index >= 0) {
            document.withArray("Statement").remove(index);
        }
        return document.toString();
    }

    private static int find(ObjectNode document, String label) {
        JsonNode statements = document.path("Statement");
        for (int i = 0; statements.isArray() && i < statements.size(); i++) {
            if (statements.get(i).path("Sid").asText().equals(label)) {
                return i;
            }
        }
        return -1;
    }

    private static ObjectNode read(String policy) {
        try {
            return (ObjectNode) JSON.readTree(policy);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
