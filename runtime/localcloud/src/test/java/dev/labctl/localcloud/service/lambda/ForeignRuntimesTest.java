package dev.labctl.localcloud.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;

/** Functions of languages that do not run here: they deploy as on AWS, and calling one says what is missing. */
final class ForeignRuntimesTest {
    private static final String INLINE = """
            Resources:
              Function:
                Type: AWS::Lambda::Function
                Properties:
                  FunctionName: f
                  Role: %s
                  Runtime: python3.12
                  Handler: index.handler
                  Code:
                    ZipFile: |
                      import cfnresponse
                      def handler(event, context):
                        cfnresponse.send(event, context, cfnresponse.SUCCESS, {})
            """;
    private static final String CUSTOM = INLINE + """
              Made: {Type: 'Custom::Thing', Properties: {ServiceToken: !GetAtt Function.Arn}}
            """;
    private static final String MISSING =
            "The local cloud runs Java functions only: it has no runtime python3.12 for function f. Deploy it with --target aws.";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private LambdaClient lambda;

    @SuppressWarnings("NullAway.Init") // set before each test
    private CloudFormationClient stacks;

    @SuppressWarnings("NullAway.Init") // set before each test
    private String role;

    @BeforeEach
    void connect() {
        LambdaFixture fixture = new LambdaFixture(cloud);
        lambda = fixture.client();
        role = fixture.adminRole();
        stacks = cloud.client(CloudFormationClient.builder());
    }

    private Stack create(String template) {
        stacks.createStack(stack ->
                stack.stackName("s").templateBody(template.formatted(role)).capabilities(Capability.CAPABILITY_IAM));
        return settled();
    }

    private Stack settled() {
        while (true) {
            Stack stack = stacks.describeStacks(describe -> describe.stackName("s"))
                    .stacks()
                    .get(0);
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

    /** The name and the text of the one file of a function's package. */
    private Map.Entry<String, String> code() throws IOException {
        String location =
                lambda.getFunction(get -> get.functionName("f")).code().location();
        byte[] bytes;
        try (InputStream in = URI.create(location).toURL().openStream()) {
            bytes = in.readAllBytes();
        }
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            String name = zip.getNextEntry().getName();
            return Map.entry(name, new String(zip.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void sourceTextInATemplateBecomesTheFileIndex() throws IOException {
        assertThat(create(INLINE).stackStatusAsString()).isEqualTo("CREATE_COMPLETE");

        assertThat(code().getKey()).isEqualTo("index.py");
        assertThat(code().getValue()).startsWith("import cfnresponse\ndef handler(event, context):\n");
        String before =
                lambda.getFunction(get -> get.functionName("f")).configuration().codeSha256();
        String other = INLINE.replace("python3.12", "nodejs22.x").replace("import cfnresponse", "let cfnresponse");
        stacks.updateStack(update -> update.stackName("s").templateBody(other.formatted(role)));
        assertThat(settled().stackStatusAsString()).isEqualTo("UPDATE_COMPLETE");
        assertThat(code().getKey()).isEqualTo("index.js");
        assertThat(lambda.getFunction(get -> get.functionName("f"))
                        .configuration()
                        .codeSha256())
                .isNotEqualTo(before);
    }

    @Test
    void callingItNamesTheRuntimeThatIsMissing() {
        create(INLINE);

        for (InvocationType type : new InvocationType[] {InvocationType.REQUEST_RESPONSE, InvocationType.EVENT}) {
            assertThatThrownBy(() ->
                            lambda.invoke(invoke -> invoke.functionName("f").invocationType(type)))
                    .isInstanceOfSatisfying(AwsServiceException.class, e -> {
                        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidRuntimeException");
                        assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(MISSING);
                        assertThat(e.statusCode()).isEqualTo(502);
                    });
        }
        assertThat(lambda.invoke(invoke -> invoke.functionName("f").invocationType(InvocationType.DRY_RUN))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void aCustomResourceOfSuchAFunctionFailsAtOnceAndRollsBack() {
        assertThat(create(CUSTOM).stackStatusAsString()).isEqualTo("ROLLBACK_COMPLETE");

        assertThat(stacks.describeStackEvents(events -> events.stackName("s")).stackEvents())
                .anySatisfy(event -> {
                    assertThat(event.logicalResourceId()).isEqualTo("Made");
                    assertThat(event.resourceStatusAsString()).isEqualTo("CREATE_FAILED");
                    assertThat(event.resourceStatusReason()).contains(MISSING);
                });
    }

    @Test
    void unknownAndRetiredRuntimesAndSourceTextForJavaAreRefused() {
        assertThatThrownBy(() -> runtime("python2.7"))
                .hasMessageContaining(
                        "The runtime parameter of python2.7 is no longer supported for creating or updating");
        assertThatThrownBy(() -> runtime("cobol85"))
                .hasMessageContaining(
                        "Value cobol85 at 'runtime' failed to satisfy constraint: Member must satisfy enum");
        assertThat(create(INLINE.replace("python3.12", "java21")).stackStatusAsString())
                .isEqualTo("ROLLBACK_COMPLETE");
    }

    private void runtime(String runtime) {
        lambda.createFunction(LambdaFixture.request("g", role, HandlerZip.handler("return 1;"))
                .runtime(runtime)
                .build());
    }
}
