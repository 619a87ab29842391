package dev.labctl.localcloud.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.s3.S3Client;

/** Stacks that are resources of stacks, and what a stack policy lets an update do. */
final class NestedStacksTest {
    private static final String CHILD = """
            Parameters: {Value: {Type: String}, FailOn: {Type: String, Default: never}}
            Resources:
              Thing: {Type: 'Test::Scripted::Thing', Properties: {Value: !Ref Value, FailOn: !Ref FailOn}}
            Outputs: {Made: {Value: !GetAtt Thing.Value}}
            """;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private CloudFormationClient client;
    private S3Client s3;
    private TestStacks stacks;

    @BeforeEach
    void open() {
        client = cloud.client(CloudFormationClient.builder());
        stacks = new TestStacks(client);
        s3 = cloud.client(S3Client.builder().forcePathStyle(true));
        s3.createBucket(request -> request.bucket("templates"));
        putChild(CHILD);
    }

    private void putChild(String template) {
        s3.putObject(request -> request.bucket("templates").key("child.yaml"), RequestBody.fromString(template));
    }

    private static String parent(String value, String failOn) {
        return """
                Resources:
                  Child:
                    Type: AWS::CloudFormation::Stack
                    Properties:
                      TemplateURL: https://templates.s3.amazonaws.com/child.yaml
                      Parameters: {Value: %s, FailOn: %s}
                Outputs:
                  Id: {Value: !Ref Child}
                  Made: {Value: !GetAtt Child.Outputs.Made}
                """.formatted(value, failOn);
    }

    @Test
    void aNestedStackLivesAndDiesWithItsParent() {
        Stack parent = stacks.create("parent", parent("one", "never"));
        assertThat(TestStacks.output(parent, "Made")).isEqualTo("one");
        Stack child = stacks.describe(TestStacks.output(parent, "Id"));
        assertThat(child.stackName()).matches("parent-Child-[0-9A-Z]{12}");
        assertThat(child.parentId()).isEqualTo(parent.stackId());
        assertThat(child.rootId()).isEqualTo(parent.stackId());

        assertThat(TestStacks.output(stacks.update("parent", parent("two", "never")), "Made"))
                .isEqualTo("two");
        assertThat(ScriptedService.things(cloud.cloud().environment())).containsValue("two");

        stacks.delete("parent");
        assertThat(stacks.describe(child.stackId()).stackStatus()).isEqualTo(StackStatus.DELETE_COMPLETE);
        assertThat(ScriptedService.things(cloud.cloud().environment())).isEmpty();
    }

    @Test
    void anUpdateReadsTheTemplateOfANestedStackAgain() {
        stacks.create("parent", parent("one", "never"));
        putChild(CHILD.replace("Value: !Ref Value", "Value: !Sub 'new ${Value}'"));

        String id = client.createChangeSet(request ->
                        request.stackName("parent").changeSetName("c").templateBody(parent("one", "never")))
                .id();
        client.waiter().waitUntilChangeSetCreateComplete(request -> request.changeSetName(id));
        ResourceChange change = client.describeChangeSet(request -> request.changeSetName(id))
                .changes()
                .get(0)
                .resourceChange();
        assertThat(change.actionAsString() + " " + change.replacementAsString() + " " + change.scopeAsStrings())
                .isEqualTo("Modify False [Properties]");
        assertThat(change.details()).singleElement().satisfies(detail -> {
            assertThat(detail.evaluationAsString()).isEqualTo("Dynamic");
            assertThat(detail.changeSourceAsString()).isEqualTo("Automatic");
            assertThat(detail.target().requiresRecreationAsString()).isEqualTo("Never");
        });

        Stack updated = stacks.update("parent", parent("one", "never"));
        assertThat(updated.stackStatus()).isEqualTo(StackStatus.UPDATE_COMPLETE);
        assertThat(TestStacks.output(updated, "Made")).isEqualTo("new one");
        assertThat(stacks.update("parent", parent("one", "never")).stackStatus())
                .isEqualTo(StackStatus.UPDATE_COMPLETE);
    }

    @Test
    void whatFailsInANestedStackFailsItsParent() {
        Stack failed = stacks.create("parent", parent("one", "create"));
        assertThat(failed.stackStatus()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
        assertThat(stacks.reason("parent", "Child", "CREATE_FAILED"))
                .matches("Embedded stack arn:\\S+ was not successfully created: The following resource\\(s\\) failed to"
                        + " create: \\[Thing]. ");
        assertThat(ScriptedService.things(cloud.cloud().environment())).isEmpty();
        stacks.delete("parent");

        stacks.create("parent", parent("one", "never"));
        Stack back = stacks.update("parent", parent("two", "update"));
        assertThat(back.stackStatus()).isEqualTo(StackStatus.UPDATE_ROLLBACK_COMPLETE);
        assertThat(stacks.reason("parent", "Child", "UPDATE_FAILED"))
                .contains("was not successfully updated. Currently in UPDATE_ROLLBACK_COMPLETE with reason: The"
                        + " following resource(s) failed to update: [Thing]. ");
        assertThat(ScriptedService.things(cloud.cloud().environment())).containsValue("one");
    }

    @Test
    void aStackPolicyKeepsWhatItProtects() {
        String template = """
                Resources:
                  Kept: {Type: 'Test::Scripted::Thing', Properties: {Value: %s}}
                  Free: {Type: 'Test::Scripted::Thing', Properties: {Value: %s}}
                """;
        stacks.create("s", template.formatted("1", "1"));
        client.setStackPolicy(request -> request.stackName("s").stackPolicyBody("""
                {"Statement": [
                  {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"},
                  {"Effect": "Deny", "Action": ["Update:Modify", "Update:Delete"], "Principal": "*",
                   "Resource": "LogicalResourceId/Kept"}]}"""));
        assertThat(stacks.update("s", template.formatted("1", "2")).stackStatus())
                .isEqualTo(StackStatus.UPDATE_COMPLETE);
        assertThat(stacks.update("s", template.formatted("2", "2")).stackStatus())
                .isEqualTo(StackStatus.UPDATE_ROLLBACK_COMPLETE);
        assertThat(stacks.reason("s", "Kept", "UPDATE_FAILED"))
                .isEqualTo("Action denied by stack policy: Statement [#2] does not allow [Update:Modify] for resource"
                        + " [LogicalResourceId/Kept]");
        assertThat(stacks.update("s", template.formatted("1", "2").replaceAll(" *Kept.*\n", ""))
                        .stackStatus())
                .isEqualTo(StackStatus.UPDATE_ROLLBACK_COMPLETE);
        client.updateStack(request -> request.stackName("s")
                .templateBody(template.formatted("3", "2"))
                .stackPolicyDuringUpdateBody("""
                        {"Statement": {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}}"""));
        assertThat(stacks.settled("s").stackStatus()).isEqualTo(StackStatus.UPDATE_COMPLETE);
        assertThat(TestStacks.refusal(() ->
                        client.setStackPolicy(request -> request.stackName("s").stackPolicyBody("no policy"))))
                .isEqualTo("ValidationError: Error validating stack policy: Invalid stack policy");
    }
}
