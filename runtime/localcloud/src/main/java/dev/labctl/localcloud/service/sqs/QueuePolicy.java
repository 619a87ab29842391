package dev.labctl.localcloud.service.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.AddPermissionRequest;

/** How AddPermission and RemovePermission write a queue's policy. */
final class QueuePolicy {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String DEFAULT_ID = "/SQSDefaultPolicy";

    private QueuePolicy() {}

    /** The policy with one more statement, labelled as the request says. */
    static String withPermission(String policy, AddPermissionRequest request, String queueArn) {
        if (request.label() == null || !request.label().matches("[A-Za-z0-9_-]{1,80}")) {
            throw SqsErrors.invalidParameter(
                    "Label", String.valueOf(request.label()), "Must be alphanumeric, hyphens or underscores.");
        }
        requireSome("ActionName.1", request.actions());
        requireSome("AWSAccountId.1", request.awsAccountIds());
        ObjectNode document = policy.isEmpty() ? newPolicy(queueArn) : read(policy);
        if (find(document, request.label()) >= 0) {
            throw SqsErrors.invalidParameter("Label", request.label(), "Already exists.");
        }
        ObjectNode statement = document.withArray("Statement").addObject();
        statement.put("Sid", request.label());
        statement.put("Effect", "Allow");
        List<String> principals = request.awsAccountIds().stream()
                .map(account -> "arn:aws:iam::" + account + ":root")
                .toList();
        statement.putObject("Principal").set("AWS", oneOrMany(principals));
        statement.set(
                "Action",
                oneOrMany(request.actions().stream()
                        .map(action -> "SQS:" + action)
                        .toList()));
        statement.put("Resource", queueArn);
        return document.toString();
    }

    private static void requireSome(String name, List<String> values) {
        if (values.isEmpty()) {
            throw SqsErrors.missingParameter(name);
        }
    }

    private static ObjectNode newPolicy(String queueArn) {
        return JSON.createObjectNode().put("Version", "2008-10-17").put("Id", queueArn + DEFAULT_ID);
    }

    private static JsonNode oneOrMany(List<String> values) {
        if (values.size() == 1) {
            return JSON.getNodeFactory().textNode(values.get(0));
        }
        ArrayNode array = JSON.createArrayNode();
        values.forEach(array::add);
        return array;
    }

    /** The policy without the statement of that label; empty when it was the last. */
    static String withoutPermission(String policy, String label) {
        ObjectNode document = policy.isEmpty() ? JSON.createObjectNode() : read(policy);
        int index = find(document, label);
        if (index < 0) {
            throw SqsErrors.invalidParameter("Label", label, "can't find label.");
        }
        ArrayNode statements = document.withArray("Statement");
        statements.remove(index);
        return statements.isEmpty() ? "" : document.toString();
    }

    private static int find(ObjectNode document, String label) {
        JsonNode statements = document.path("Statement");
        for (int i = 0; statements.isArray() && i < statements.size(); i++) {
            if (label.equals(statements.get(i).path("Sid").asText())) {
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
