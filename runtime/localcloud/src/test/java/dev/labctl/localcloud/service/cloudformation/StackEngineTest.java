package dev.labctl.localcloud.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** How the engine goes through failures, cancellations and restarts, with resources that do as they are told. */
final class StackEngineTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private CloudFormationClient client;
    private TestStacks stacks;

    @BeforeEach
    void open() {
        client = cloud.client(CloudFormationClient.builder());
        stacks = new TestStacks(client);
    }

    private List<String> things() {
        return List.copyOf(ScriptedService.things(cloud.cloud().environment()).values());
    }

    @Test
    void whatIsUnderWayWhenAnotherFailsIsCancelledAndDeleted() {
        Stack stack = stacks.create("s", """
                Resources:
                  Slow: {Type: 'Test::Scripted::Thing', Properties: {Millis: 600}}
                  Bad: {Type: 'Test::Scripted::Thing', Properties: {Millis: 100, FailOn: create}}
                """);
        assertThat(stack.stackStatus()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
        assertThat(stacks.reason("s", "Slow", "CREATE_FAILED")).isEqualTo("Resource creation cancelled");
        assertThat(stacks.reason("s", "Bad", "CREATE_FAILED"))
                .startsWith("Resource handler returned message: \"told to fail on create\" (RequestToken: ")
                .endsWith(", HandlerErrorCode: InvalidRequest)");
        assertThat(stacks.reason("s", "s", "ROLLBACK_IN_PROGRESS"))
                .isEqualTo("The following resource(s) failed to create: [Bad, Slow]. Rollback requested by user.");
        assertThat(things()).isEmpty();
    }

    @Test
    void aResourceThatCannotBeDeletedFailsTheDeletionUntilItIsRetained() {
        stacks.create("s", """
                Resources:
                  Stuck: {Type: 'Test::Scripted::Thing', Properties: {FailOn: delete, Value: !Ref Base}}
                  Base: {Type: 'Test::Scripted::Thing'}
                  Free: {Type: 'Test::Scripted::Thing'}
                """);
        Stack failed = stacks.delete("s");
        assertThat(failed.stackStatus()).isEqualTo(StackStatus.DELETE_FAILED);
        assertThat(failed.stackStatusReason()).isEqualTo("The following resource(s) failed to delete: [Stuck]. ");
        assertThat(things()).hasSize(2);

        client.deleteStack(request -> request.stackName("s").retainResources("Stuck"));
        assertThat(stacks.settled(failed.stackId()).stackStatus()).isEqualTo(StackStatus.DELETE_COMPLETE);
        assertThat(stacks.history(failed.stackId())).contains("Stuck DELETE_SKIPPED");
        assertThat(things()).hasSize(1);
    }

    @Test
    void aRollbackThatFailsIsContinuedWithoutTheResourceInTheWay() {
        String template = """
                Resources:
                  Odd: {Type: 'Test::Scripted::Thing', Properties: {Value: old, FailOn: update}}
                  Last: {Type: 'Test::Scripted::Thing', DependsOn: Odd}
                """;
        stacks.create("s", template);
        Stack failed = stacks.update(
                "s",
                template.replace("old, FailOn: update", "new, FailOn: never")
                        .replace("DependsOn: Odd}", "DependsOn: Odd, Properties: {FailOn: update}}"));
        assertThat(failed.stackStatus()).isEqualTo(StackStatus.UPDATE_ROLLBACK_FAILED);

        client.continueUpdateRollback(request -> request.stackName("s").resourcesToSkip("Odd"));
        assertThat(stacks.settled("s").stackStatus()).isEqualTo(StackStatus.UPDATE_ROLLBACK_COMPLETE);
    }

    @Test
    void anUpdateCanBeCancelled() {
        String template = "Resources: {A: {Type: 'Test::Scripted::Thing', Properties: {Value: one, Millis: 300}}}";
        stacks.create("s", template);
        client.updateStack(request -> request.stackName("s").templateBody(template.replace("one", "two")));
        client.cancelUpdateStack(request -> request.stackName("s"));
        assertThat(stacks.settled("s").stackStatus()).isEqualTo(StackStatus.UPDATE_ROLLBACK_COMPLETE);
        assertThat(things()).containsExactly("one");
    }

    @Test
    void aStackThatIsBeingCreatedCanBeDeleted() {
        String id = client.createStack(request -> request.stackName("s").templateBody("""
                        Resources:
                          A: {Type: 'Test::Scripted::Thing', Properties: {Millis: 300}}
                          B: {Type: 'Test::Scripted::Thing', Properties: {Value: !Ref A}}
                        """))
                .stackId();
        client.deleteStack(request -> request.stackName("s"));
        assertThat(stacks.settled(id).stackStatus()).isEqualTo(StackStatus.DELETE_COMPLETE);
        assertThat(things()).isEmpty();
        assertThat(stacks.history(id)).doesNotContain("B CREATE_IN_PROGRESS");
    }

    @Test
    void retainedResourcesOutliveTheStack() {
        stacks.create("s", "Resources: {A: {Type: 'Test::Scripted::Thing', DeletionPolicy: Retain}}");
        assertThat(stacks.delete("s").stackStatus()).isEqualTo(StackStatus.DELETE_COMPLETE);
        assertThat(things()).hasSize(1);
    }

    @Test
    void aProtectedStackIsNotDeleted() {
        stacks.create("s", "Resources: {A: {Type: 'Test::Scripted::Thing'}}");
        client.updateTerminationProtection(request -> request.stackName("s").enableTerminationProtection(true));
        assertThat(TestStacks.refusal(() -> client.deleteStack(request -> request.stackName("s"))))
                .isEqualTo("ValidationError: Stack [s] cannot be deleted while TerminationProtection is enabled");
    }

    @Test
    void aRestartInTheMiddleIsNotNoticedInTheEnd() {
        String id = client.createStack(request -> request.stackName("s").templateBody("""
                        Resources:
                          A: {Type: 'Test::Scripted::Thing', Properties: {Millis: 200}}
                          B: {Type: 'Test::Scripted::Thing', Properties: {Value: !Ref A, Millis: 200}}
                        """))
                .stackId();
        cloud.restart();
        assertThat(stacks.settled(id).stackStatus()).isEqualTo(StackStatus.CREATE_COMPLETE);
        assertThat(things()).hasSize(2);
        assertThat(stacks.history(id)).filteredOn("B CREATE_COMPLETE"::equals).hasSize(1);
    }
}
