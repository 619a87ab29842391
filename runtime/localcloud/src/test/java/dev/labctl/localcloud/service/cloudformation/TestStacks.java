package dev.labctl.localcloud.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;

/** What the tests do with stacks again and again. */
final class TestStacks {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Set<Capability> ALL =
            Set.of(Capability.CAPABILITY_IAM, Capability.CAPABILITY_NAMED_IAM, Capability.CAPABILITY_AUTO_EXPAND);

    private final CloudFormationClient client;

    TestStacks(CloudFormationClient client) {
        this.client = client;
    }

    /** Creates a stack and waits until it has settled. */
    Stack create(String name, String template, Parameter... parameters) {
        String id = client.createStack(request -> request.stackName(name)
                        .templateBody(template)
                        .capabilities(ALL)
                        .parameters(parameters))
                .stackId();
        return settled(id);
    }

    /** Updates a stack and waits until it has settled. */
    Stack update(String name, String template, Parameter... parameters) {
        String id = client.updateStack(request -> request.stackName(name)
                        .templateBody(template)
                        .capabilities(ALL)
                        .parameters(parameters))
                .stackId();
        return settled(id);
    }

    /** Deletes a stack and waits until it has settled. */
    Stack delete(String name) {
        String id = describe(name).stackId();
        client.deleteStack(request -> request.stackName(name));
        return settled(id);
    }

    Stack describe(String nameOrId) {
        return client.describeStacks(request -> request.stackName(nameOrId))
                .stacks()
                .get(0);
    }

    /** The stack once nothing is in progress any more. */
    Stack settled(String nameOrId) {
        Instant deadline = Instant.now().plus(PATIENCE);
        Stack stack = describe(nameOrId);
        while (stack.stackStatusAsString().endsWith("IN_PROGRESS")) {
            assertThat(Instant.now())
                    .as("%s is still %s", nameOrId, stack.stackStatus())
                    .isBefore(deadline);
            pause();
            stack = describe(nameOrId);
        }
        return stack;
    }

    static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All events, oldest first, each as {@code logicalId STATUS}. */
    List<String> history(String nameOrId) {
        return events(nameOrId).stream()
                .map(event -> event.logicalResourceId() + " " + event.resourceStatusAsString())
                .toList();
    }

    /** All events, oldest first. */
    List<StackEvent> events(String nameOrId) {
        List<StackEvent> events = new ArrayList<>();
        client.describeStackEventsPaginator(request -> request.stackName(nameOrId))
                .stackEvents()
                .forEach(events::add);
        Collections.reverse(events);
        return events;
    }

    /** The reason of the first event of this resource with this status. */
    String reason(String nameOrId, String logicalId, String status) {
        return events(nameOrId).stream()
                .filter(event -> event.logicalResourceId().equals(logicalId)
                        && event.resourceStatusAsString().equals(status))
                .map(StackEvent::resourceStatusReason)
                .findFirst()
                .orElseThrow();
    }

    String physicalId(String stack, String logicalId) {
        return client.describeStackResource(request -> request.stackName(stack).logicalResourceId(logicalId))
                .stackResourceDetail()
                .physicalResourceId();
    }

    static String output(Stack stack, String name) {
        return stack.outputs().stream()
                .filter(output -> output.outputKey().equals(name))
                .map(Output::outputValue)
                .findFirst()
                .orElseThrow();
    }

    static Parameter parameter(String name, String value) {
        return Parameter.builder().parameterKey(name).parameterValue(value).build();
    }

    /** The error a call ends in. */
    static CloudFormationException refused(Runnable call) {
        CloudFormationException thrown = catchThrowableOfType(CloudFormationException.class, call::run);
        assertThat(thrown).as("the call was answered").isNotNull();
        return thrown;
    }

    /** What the error says, as {@code code: message}. */
    static String refusal(Runnable call) {
        CloudFormationException thrown = refused(call);
        return thrown.awsErrorDetails().errorCode() + ": "
                + thrown.awsErrorDetails().errorMessage();
    }
}
