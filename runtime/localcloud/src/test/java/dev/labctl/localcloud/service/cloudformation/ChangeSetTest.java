package dev.labctl.localcloud.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.ChangeAction;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetStatus;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.ExecutionStatus;
import software.amazon.awssdk.services.cloudformation.model.Replacement;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** Change sets say what will be done, and do nothing before they are executed. */
final class ChangeSetTest {
    private static final String TEMPLATE = """
            Resources:
              A: {Type: 'Test::Scripted::Thing', Properties: {Kind: x, Value: one}}
              B: {Type: 'Test::Scripted::Thing', Properties: {Value: !Ref A}}
              C: {Type: 'Test::Scripted::Thing'}
            """;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private CloudFormationClient client;
    private TestStacks stacks;

    @BeforeEach
    void open() {
        client = cloud.client(CloudFormationClient.builder());
        stacks = new TestStacks(client);
    }

    private DescribeChangeSetResponse plan(ChangeSetType type, String template) {
        String id = client.createChangeSet(request -> request.stackName("s")
                        .changeSetName("plan")
                        .changeSetType(type)
                        .templateBody(template))
                .id();
        return client.describeChangeSet(request -> request.changeSetName(id).includePropertyValues(true));
    }

    @Test
    void aStackUnderReviewIsCreatedByItsChangeSet() {
        DescribeChangeSetResponse plan = plan(ChangeSetType.CREATE, TEMPLATE);
        assertThat(plan.status()).isEqualTo(ChangeSetStatus.CREATE_COMPLETE);
        assertThat(plan.changes())
                .extracting(change -> change.resourceChange().action())
                .containsOnly(ChangeAction.ADD)
                .hasSize(3);
        assertThat(plan.changes().get(1).resourceChange().afterContext())
                .isEqualTo("{\"Properties\":{\"Value\":\"{{changeSet:KNOWN_AFTER_APPLY}}\"}}");
        assertThat(stacks.describe("s").stackStatus()).isEqualTo(StackStatus.REVIEW_IN_PROGRESS);

        client.executeChangeSet(request -> request.changeSetName("plan").stackName("s"));
        assertThat(stacks.settled("s").stackStatus()).isEqualTo(StackStatus.CREATE_COMPLETE);
        assertThat(stacks.describe("s").changeSetId()).isEqualTo(plan.changeSetId());
    }

    @Test
    void replacementsReachThoseThatReferToTheReplaced() {
        stacks.create("s", TEMPLATE);
        DescribeChangeSetResponse plan = plan(
                ChangeSetType.UPDATE, TEMPLATE.replace("Kind: x", "Kind: y").replace("  C:", "  D:"));

        assertThat(plan.changes()).hasSize(4);
        ResourceChange a = plan.changes().get(0).resourceChange();
        assertThat(a.replacement()).isEqualTo(Replacement.TRUE);
        assertThat(a.policyActionAsString()).isEqualTo("ReplaceAndDelete");
        assertThat(a.details().get(0).target().beforeValue()).isEqualTo("x");
        ResourceChange b = plan.changes().get(1).resourceChange();
        assertThat(b.replacement()).isEqualTo(Replacement.FALSE);
        assertThat(b.details()).singleElement().satisfies(detail -> {
            assertThat(detail.changeSourceAsString()).isEqualTo("ResourceReference");
            assertThat(detail.causingEntity()).isEqualTo("A");
            assertThat(detail.evaluationAsString()).isEqualTo("Dynamic");
        });
        assertThat(plan.changes().get(2).resourceChange().action()).isEqualTo(ChangeAction.REMOVE);
        assertThat(plan.changes().get(3).resourceChange().action()).isEqualTo(ChangeAction.ADD);
    }

    @Test
    void aChangeSetWithoutChangesFails() {
        stacks.create("s", TEMPLATE);
        DescribeChangeSetResponse plan = plan(ChangeSetType.UPDATE, TEMPLATE);
        assertThat(plan.status()).isEqualTo(ChangeSetStatus.FAILED);
        assertThat(plan.executionStatus()).isEqualTo(ExecutionStatus.UNAVAILABLE);
        assertThat(plan.statusReason())
                .isEqualTo("The submitted information didn't contain changes. Submit different information to create a"
                        + " change set.");
        assertThat(TestStacks.refusal(() -> client.executeChangeSet(
                        request -> request.changeSetName("plan").stackName("s"))))
                .isEqualTo("InvalidChangeSetStatus: ChangeSet [" + plan.changeSetId()
                        + "] cannot be executed in its current status of [FAILED]");
    }

    @Test
    void everyWrongPropertyIsNamedWithItsLine() {
        DescribeChangeSetResponse plan = plan(ChangeSetType.CREATE, """
                Resources:
                  A:
                    Type: Test::Scripted::Thing
                    Properties:
                      Colour: red
                      Millis: soon
                """);
        assertThat(plan.status()).isEqualTo(ChangeSetStatus.FAILED);
        assertThat(plan.statusReason())
                .contains("Encountered unsupported property Colour in resource A at /Properties/Colour (line 5)")
                .contains("#/Millis: expected type: Integer, found: String (line 6)");
    }

    @Test
    void anUnknownChangeSetIsNotFound() {
        stacks.create("s", TEMPLATE);
        assertThat(TestStacks.refusal(() -> client.describeChangeSet(
                        request -> request.changeSetName("nope").stackName("s"))))
                .isEqualTo("ChangeSetNotFound: ChangeSet [nope] does not exist");
    }
}
