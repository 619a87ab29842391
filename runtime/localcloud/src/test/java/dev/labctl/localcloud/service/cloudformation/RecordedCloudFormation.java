package dev.labctl.localcloud.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.recorded.Recording;
import dev.labctl.localcloud.recorded.SignedPost;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** One recorded test performed again: signed query calls as boto3 makes them, each answer held to the one AWS gave. */
final class RecordedCloudFormation {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> CAPABILITIES =
            List.of("CAPABILITY_AUTO_EXPAND", "CAPABILITY_IAM", "CAPABILITY_NAMED_IAM");

    private final SignedPost cloudFormation;
    private final SignedPost dynamodb;
    private final Recording recorded;

    RecordedCloudFormation(CloudFixture cloud, Recording recorded) {
        String region = CloudFixture.REGION.id();
        this.cloudFormation = new SignedPost(cloud, "cloudformation", region);
        this.dynamodb = new SignedPost(cloud, "dynamodb", region);
        this.recorded = recorded;
    }

    Recording recorded() {
        return recorded;
    }

    /** Holds an answer to the recorded one of that name. */
    void match(String name, JsonNode actual) {
        recorded.match(name, actual);
    }

    /** Calls an operation with members given as names and values in turn; gives what boto3 would. */
    JsonNode call(String operation, Object... members) {
        List<String> form = new ArrayList<>(List.of("Action=" + operation, "Version=2010-05-15"));
        for (int i = 0; i < members.length; i += 2) {
            flatten(members[i].toString(), members[i + 1], form);
        }
        HttpResponse<String> response = cloudFormation.send(
                Map.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"), String.join("&", form));
        return shown(response);
    }

    private static void flatten(String name, Object value, List<String> form) {
        if (value instanceof List<?> list) {
            IntStream.range(0, list.size()).forEach(i -> flatten(name + ".member." + (i + 1), list.get(i), form));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, member) -> flatten(name + "." + key, member, form));
        } else {
            form.add(name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
        }
    }

    private static JsonNode shown(HttpResponse<String> response) {
        ObjectNode shown = JSON.createObjectNode();
        Element root = parsed(response.body());
        boolean isGood = response.statusCode() == 200;
        for (Element child : children(root)) {
            if (isGood && child.getTagName().endsWith("Result")) {
                shown.setAll((ObjectNode) node(child, true));
            } else if (child.getTagName().equals("Error")) {
                shown.set("Error", node(child, true));
            }
        }
        shown.putObject("ResponseMetadata").put("HTTPStatusCode", response.statusCode());
        return shown;
    }

    private static Element parsed(String xml) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)))
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException(xml, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Element> children(Element element) {
        List<Element> children = new ArrayList<>();
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element found) {
                children.add(found);
            }
        }
        return children;
    }

    private static JsonNode node(Element element, boolean isObject) {
        List<Element> children = children(element);
        if (children.isEmpty() && !isObject) {
            return TextNode.valueOf(element.getTextContent());
        }
        if (!children.isEmpty() && children.get(0).getTagName().equals("member")) {
            ArrayNode list = JSON.createArrayNode();
            children.forEach(child -> list.add(node(child, false)));
            return list;
        }
        ObjectNode object = JSON.createObjectNode();
        children.forEach(child -> object.set(child.getTagName(), node(child, false)));
        return object;
    }

    /** Calls an operation of DynamoDB. */
    JsonNode dynamodb(String operation, String member, String value) {
        HttpResponse<String> response = dynamodb.send(
                Map.of("Content-Type", "application/x-amz-json-1.0", "X-Amz-Target", "DynamoDB_20120810." + operation),
                JSON.createObjectNode().put(member, value).toString());
        try {
            ObjectNode shown = (ObjectNode) JSON.readTree(response.body());
            shown.putObject("ResponseMetadata").put("HTTPStatusCode", response.statusCode());
            return shown;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Template parameters of names and values in turn. */
    static List<Map<String, String>> parameters(String... members) {
        return IntStream.range(0, members.length / 2)
                .mapToObj(i -> Map.of("ParameterKey", members[2 * i], "ParameterValue", members[2 * i + 1]))
                .toList();
    }

    /** Brings a stack to a template by a change set, with every capability; gives the stack's id. */
    String deploy(boolean isUpdate, String stack, String template, String... parameters) {
        JsonNode created = changeSet(
                isUpdate,
                stack,
                "ChangeSetName",
                "change-" + System.nanoTime(),
                "TemplateBody",
                template,
                "Capabilities",
                CAPABILITIES,
                "Parameters",
                parameters(parameters));
        execute(created);
        return created.path("StackId").asText();
    }

    /** Makes a change set, which must succeed. */
    JsonNode changeSet(boolean isUpdate, String stack, Object... members) {
        List<Object> all =
                new ArrayList<>(List.of("StackName", stack, "ChangeSetType", isUpdate ? "UPDATE" : "CREATE"));
        all.addAll(List.of(members));
        JsonNode created = call("CreateChangeSet", all.toArray());
        assertThat(created.has("Id")).as(created.toString()).isTrue();
        return created;
    }

    /** Executes a change set and waits until the stack has settled. */
    JsonNode execute(JsonNode changeSet) {
        JsonNode answer =
                call("ExecuteChangeSet", "ChangeSetName", changeSet.path("Id").asText());
        settle(changeSet.path("StackId").asText());
        return answer;
    }

    /** The description of a stack alone. */
    JsonNode stack(String nameOrId) {
        return stacks(nameOrId).at("/Stacks/0");
    }

    JsonNode stacks(String nameOrId) {
        return call("DescribeStacks", "StackName", nameOrId);
    }

    String output(String stack, String name) {
        for (JsonNode output : stack(stack).path("Outputs")) {
            if (output.path("OutputKey").asText().equals(name)) {
                return output.path("OutputValue").asText();
            }
        }
        throw new AssertionError("no output " + name + ": " + stack(stack));
    }

    /** The stack's events, oldest first. */
    List<JsonNode> events(String stack) {
        List<JsonNode> events = new ArrayList<>();
        call("DescribeStackEvents", "StackName", stack).path("StackEvents").forEach(event -> events.add(0, event));
        return events;
    }

    /** Waits until nothing is in progress. */
    void settle(String nameOrId) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (stack(nameOrId).path("StackStatus").asText().endsWith("IN_PROGRESS")) {
            assertThat(Instant.now()).as(nameOrId + " settles").isBefore(deadline);
            TestStacks.pause();
        }
    }

    /** Deletes a stack by its id and waits until it has settled. */
    void delete(String id, Object... members) {
        List<Object> all = new ArrayList<>(List.of("StackName", id));
        all.addAll(List.of(members));
        call("DeleteStack", all.toArray());
        settle(id);
    }
}
