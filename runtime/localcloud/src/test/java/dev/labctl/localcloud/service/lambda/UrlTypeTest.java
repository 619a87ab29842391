package dev.labctl.localcloud.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigResponse;

/** A function's URL with its permissions, made, changed and taken away by CloudFormation. */
final class UrlTypeTest {
    private static final String ARN = "arn:aws:lambda:us-east-1:123456789012:function:f";
    private static final String TEMPLATE = """
            Resources:
              Url:
                Type: AWS::Lambda::Url
                Properties: {TargetFunctionArn: f, AuthType: AWS_IAM}
              AskUrl:
                Type: AWS::Lambda::Permission
                Properties:
                  FunctionName: !Ref Url
                  Action: lambda:InvokeFunctionUrl
                  Principal: "*"
                  FunctionUrlAuthType: NONE
              AskFunction:
                Type: AWS::Lambda::Permission
                Properties:
                  FunctionName: !GetAtt Url.FunctionArn
                  Action: lambda:InvokeFunction
                  Principal: "*"
                  InvokedViaFunctionUrl: true
            Outputs:
              Ref: {Value: !Ref Url}
              Url: {Value: !GetAtt Url.FunctionUrl}
            """;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private LambdaFixture lambda;

    @SuppressWarnings("NullAway.Init") // set before each test
    private CloudFormationClient stacks;

    @BeforeEach
    void create() {
        lambda = new LambdaFixture(cloud);
        stacks = cloud.client(CloudFormationClient.builder());
        lambda.create("return \"hello\";");
    }

    private Stack settled() {
        while (true) {
            Stack stack =
                    stacks.describeStacks(get -> get.stackName("s")).stacks().get(0);
            if (!stack.stackStatusAsString().endsWith("IN_PROGRESS")) {
                return stack;
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private Map<String, String> outputs() {
        return settled().outputs().stream().collect(Collectors.toMap(Output::outputKey, Output::outputValue));
    }

    private GetFunctionUrlConfigResponse config() {
        return lambda.client().getFunctionUrlConfig(get -> get.functionName("f"));
    }

    @Test
    void aStackGivesAFunctionItsUrl() {
        stacks.createStack(create -> create.stackName("s").templateBody(TEMPLATE));
        assertThat(settled().stackStatus()).isEqualTo(StackStatus.CREATE_COMPLETE);
        assertThat(outputs()).containsEntry("Ref", ARN);
        UrlClient url = new UrlClient(config().functionUrl());
        assertThat(outputs()).containsEntry("Url", url.url().toString());
        assertThat(url.get("/").statusCode()).isEqualTo(403);

        stacks.updateStack(update -> update.stackName("s")
                .templateBody(TEMPLATE.replace(
                        "AuthType: AWS_IAM", "AuthType: NONE, Cors: {AllowOrigins: ['*'], MaxAge: 7}")));
        assertThat(settled().stackStatus()).isEqualTo(StackStatus.UPDATE_COMPLETE);
        assertThat(outputs()).containsEntry("Url", url.url().toString());
        assertThat(url.get("/").body()).isEqualTo("hello");
        assertThat(config().cors().maxAge()).isEqualTo(7);

        stacks.updateStack(
                update -> update.stackName("s").templateBody(TEMPLATE.replace("AuthType: AWS_IAM", "AuthType: NONE")));
        assertThat(settled().stackStatus()).isEqualTo(StackStatus.UPDATE_COMPLETE);
        assertThat(config().cors()).isNull();

        stacks.deleteStack(delete -> delete.stackName("s"));
        stacks.waiter().waitUntilStackDeleteComplete(r -> r.stackName("s"), w -> w.backoffStrategyV2(
                        attempt -> Duration.ofMillis(50))
                .maxAttempts(200));
        assertThatThrownBy(() -> url.get("/")).isInstanceOf(UncheckedIOException.class);
        assertThat(lambda.client()
                        .listFunctionUrlConfigs(list -> list.functionName("f"))
                        .functionUrlConfigs())
                .isEmpty();
    }
}
