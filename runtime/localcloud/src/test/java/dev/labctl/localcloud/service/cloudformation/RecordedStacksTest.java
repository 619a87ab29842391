package dev.labctl.localcloud.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.CloudFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;

/** Does again what was recorded on AWS, and compares what comes of it. The recordings lie beside the checkout. */
final class RecordedStacksTest {
    private static final String FILE = "fixtures/recorded/cloudformation.api.test_stacks.snapshot.json";
    private static final String TOPIC = "Resources: {T: {Type: AWS::SNS::Topic}}";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private CloudFormationClient client;
    private TestStacks stacks;
    private JsonNode recordings;

    @BeforeEach
    void open() throws IOException {
        client = cloud.client(CloudFormationClient.builder());
        stacks = new TestStacks(client);
        Path here = Path.of("").toAbsolutePath();
        Path found = Stream.iterate(here, Objects::nonNull, Path::getParent)
                .map(directory -> directory.resolve("shared").resolve(FILE))
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
        assumeTrue(found != null, "skipped: no " + FILE + " in a directory shared beside the checkout");
        recordings = new JsonMapper().readTree(found.toFile());
    }

    private JsonNode recorded(String test) {
        for (java.util.Map.Entry<String, JsonNode> entry : recordings.properties()) {
            if (entry.getKey().endsWith("::" + test)) {
                return entry.getValue().path("recorded-content");
            }
        }
        throw new AssertionError("no recording of " + test);
    }

    private static String error(JsonNode recorded, String stackName) {
        String message = recorded.path("Error").path("Message").asText();
        return recorded.path("Error").path("Code").asText() + ": "
                + message.replaceAll("<stack-name(:\\d)?>", stackName);
    }

    @Test
    void errorsSayWhatTheyDoOnAws() {
        JsonNode conflicts = recorded("test_name_conflicts");
        stacks.create("s", TOPIC);
        assertThat(TestStacks.refusal(() ->
                        client.createStack(request -> request.stackName("s").templateBody(TOPIC))))
                .isEqualTo(error(conflicts.path("create_stack_already_exists_exc"), "s"));
        assertThat(TestStacks.refusal(() -> stacks.update("s", TOPIC)))
                .isEqualTo(error(
                        recorded("test_update_stack_with_same_template_withoutchange")
                                .path("no_change_exception"),
                        "s"));
        assertThat(TestStacks.refusal(() -> stacks.physicalId("s", "NonExistentResource")))
                .isEqualTo(error(recorded("test_stack_resource_not_found").path("Error"), "s"));
        stacks.delete("s");
        assertThat(TestStacks.refusal(() -> stacks.describe("s")))
                .isEqualTo(error(conflicts.path("deleted_stack_not_found_exc"), "s"));
        assertThat(TestStacks.refusal(() -> stacks.events("s")))
                .isEqualTo(error(conflicts.path("deleted_stack_events_not_found_by_name"), "s"));
        assertThat(TestStacks.refusal(() -> client.createStack(
                        request -> request.stackName("*@da591fa3_$").templateBody(TOPIC))))
                .isEqualTo(error(recorded("test_stack_name_creation").path("stack_response"), "s"));
        assertThat(TestStacks.refusal(() ->
                        client.createStack(request -> request.stackName("s").templateBody("Resources: {A: text}"))))
                .isEqualTo(error(recorded("test_linting_error_during_creation").path("error"), "s"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "B-C", "A-B-C"})
    void eventsComeInTheOrderTheyDoOnAws(String removed) {
        JsonNode recorded = recorded("test_stack_deletion_order[" + removed + "]");
        String full = """
                Resources:
                  Dummy: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: dummy}}
                  A: {Type: AWS::SSM::Parameter, DependsOn: Dummy, Properties: {Type: String, Value: root}}
                  B: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Ref A}}
                  C: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Ref B}}
                """;
        String rest = full.lines()
                .filter(line -> Stream.of(removed.split("-", -1)).noneMatch(name -> line.startsWith("  " + name + ":")))
                .reduce("", (text, line) -> text + line + "\n");
        execute(ChangeSetType.CREATE, full);
        execute(ChangeSetType.UPDATE, rest);
        String id = stacks.delete("s").stackId();

        Set<String> ours = new LinkedHashSet<>(stacks.history(id));
        ours.remove("s UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
        List<String> theirs = new ArrayList<>();
        recorded.path("all-events")
                .forEach(event -> theirs.add(event.get(0).asText().replace("<stack-name:1>", "s") + " "
                        + event.get(1).asText()));
        assertThat(List.copyOf(ours)).isEqualTo(theirs);
    }

    private void execute(ChangeSetType type, String template) {
        client.createChangeSet(request -> request.stackName("s")
                .changeSetName("change" + type)
                .changeSetType(type)
                .templateBody(template));
        client.executeChangeSet(request -> request.stackName("s").changeSetName("change" + type));
        stacks.settled("s");
    }
}
