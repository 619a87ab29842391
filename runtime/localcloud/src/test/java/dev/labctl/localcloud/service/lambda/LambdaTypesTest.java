package dev.labctl.localcloud.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.s3.S3Client;

/** Functions and what belongs to them, made, changed and taken away by CloudFormation. */
final class LambdaTypesTest {
    private static final String PLAIN = """
            Resources:
              Function:
                Type: AWS::Lambda::Function
                Properties:
                  FunctionName: f
                  Code: {S3Bucket: code, S3Key: one.zip}
                  Role: %s
                  Runtime: java17
                  Handler: H::handleRequest
            """;
    private static final String FULL = PLAIN + """
                  Description: described
                  Timeout: 11
                  MemorySize: 300
                  Environment: {Variables: {MODE: fast}}
                  ReservedConcurrentExecutions: 5
                  DeadLetterConfig: {TargetArn: !GetAtt Queue.Arn}
                  Layers: [!Ref Layer]
                  LoggingConfig: {LogFormat: JSON, LogGroup: /own/group}
                  EphemeralStorage: {Size: 600}
                  TracingConfig: {Mode: Active}
                  SnapStart: {ApplyOn: PublishedVersions}
                  Architectures: [arm64]
                  Tags: [{Key: a, Value: b}]
              Queue: {Type: AWS::SQS::Queue}
              Layer:
                Type: AWS::Lambda::LayerVersion
                Properties: {Content: {S3Bucket: code, S3Key: layer.zip}, CompatibleRuntimes: [java17]}
              Version: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Function, Description: first}}
              Alias:
                Type: AWS::Lambda::Alias
                Properties: {FunctionName: !Ref Function, FunctionVersion: !GetAtt Version.Version, Name: live}
              Permission:
                Type: AWS::Lambda::Permission
                Properties:
                  FunctionName: !Ref Alias
                  Action: lambda:InvokeFunction
                  Principal: s3.amazonaws.com
                  SourceAccount: !Ref AWS::AccountId
              Config:
                Type: AWS::Lambda::EventInvokeConfig
                Properties:
                  FunctionName: !Ref Function
                  Qualifier: live
                  MaximumRetryAttempts: 1
                  DestinationConfig: {OnFailure: {Destination: !GetAtt Queue.Arn}}
                DependsOn: Alias
            """;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private LambdaClient lambda;

    @SuppressWarnings("NullAway.Init") // set before each test
    private CloudFormationClient stacks;

    @SuppressWarnings("NullAway.Init") // set before each test
    private String role;

    @BeforeEach
    void putCode() {
        LambdaFixture fixture = new LambdaFixture(cloud);
        lambda = fixture.client();
        role = fixture.adminRole();
        stacks = cloud.client(CloudFormationClient.builder());
        S3Client s3 = cloud.client(S3Client.builder());
        s3.createBucket(bucket -> bucket.bucket("code"));
        put(s3, "one.zip", HandlerZip.handler("return 1;").asByteArray());
        put(s3, "two.zip", HandlerZip.handler("return 2;").asByteArray());
        put(s3, "layer.zip", HandlerZip.zip(Map.of("note.txt", new byte[3])).asByteArray());
    }

    private static void put(S3Client s3, String key, byte[] bytes) {
        s3.putObject(object -> object.bucket("code").key(key), RequestBody.fromBytes(bytes));
    }

    private void create(String template) {
        stacks.createStack(stack -> stack.stackName("s").templateBody(template.formatted(role)));
        assertThat(settled()).isEqualTo(StackStatus.CREATE_COMPLETE);
    }

    private void update(String template) {
        stacks.updateStack(stack -> stack.stackName("s").templateBody(template.formatted(role)));
        assertThat(settled()).isEqualTo(StackStatus.UPDATE_COMPLETE);
    }

    private StackStatus settled() {
        while (true) {
            StackStatus status = stacks.describeStacks(stack -> stack.stackName("s"))
                    .stacks()
                    .get(0)
                    .stackStatus();
            if (!status.toString().endsWith("IN_PROGRESS")) {
                return status;
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private FunctionConfiguration function() {
        return lambda.getFunction(get -> get.functionName("f")).configuration();
    }

    /** What a template decides of a function, without what every change alters. */
    private FunctionConfiguration decided() {
        return function().toBuilder().revisionId(null).lastModified(null).build();
    }

    @Test
    void whatATemplateNoLongerSaysGoesBackToItsDefault() {
        create(PLAIN);
        FunctionConfiguration plain = decided();
        update(FULL);
        GetFunctionResponse full = lambda.getFunction(get -> get.functionName("f"));

        assertThat(full.concurrency().reservedConcurrentExecutions()).isEqualTo(5);
        assertThat(full.tags()).containsEntry("a", "b");
        FunctionConfiguration function = full.configuration();
        assertThat(function.description()).isEqualTo("described");
        assertThat(function.timeout()).isEqualTo(11);
        assertThat(function.memorySize()).isEqualTo(300);
        assertThat(function.environment().variables()).containsEntry("MODE", "fast");
        assertThat(function.deadLetterConfig().targetArn()).contains(":s-Queue-");
        assertThat(function.layers()).hasSize(1);
        assertThat(function.loggingConfig().logGroup()).isEqualTo("/own/group");
        assertThat(function.ephemeralStorage().size()).isEqualTo(600);
        assertThat(function.tracingConfig().modeAsString()).isEqualTo("Active");
        assertThat(function.snapStart().applyOnAsString()).isEqualTo("PublishedVersions");
        assertThat(function.architecturesAsStrings()).containsExactly("arm64");
        assertThat(lambda.getAlias(get -> get.functionName("f").name("live")).functionVersion())
                .isEqualTo("1");
        assertThat(lambda.getPolicy(get -> get.functionName("f").qualifier("live"))
                        .policy())
                .contains("\"Service\":\"s3.amazonaws.com\"", ":function:f:live");
        assertThat(lambda.getFunctionEventInvokeConfig(
                                get -> get.functionName("f").qualifier("live"))
                        .maximumRetryAttempts())
                .isEqualTo(1);

        update(PLAIN);

        assertThat(decided().toBuilder().environment(plain.environment()).build())
                .isEqualTo(plain);
        GetFunctionResponse after = lambda.getFunction(get -> get.functionName("f"));
        assertThat(after.concurrency()).isNull();
        assertThat(after.tags()).doesNotContainKey("a");
        assertThat(lambda.listAliases(list -> list.functionName("f")).aliases()).isEmpty();
        assertThat(lambda.listLayers(list -> {}).layers()).isEmpty();
    }

    @Test
    void eachPropertyChangesByItself() {
        create(PLAIN);
        for (String property : List.of(
                "Timeout: 12",
                "MemorySize: 256",
                "Description: other",
                "EphemeralStorage: {Size: 700}",
                "TracingConfig: {Mode: Active}",
                "LoggingConfig: {LogGroup: /another}")) {
            String revision = function().revisionId();
            update(PLAIN + "      " + property + "\n");
            assertThat(function().revisionId()).as(property).isNotEqualTo(revision);
        }
        String before = function().codeSha256();
        update(PLAIN.replace("one.zip", "two.zip"));
        assertThat(function().codeSha256()).isNotEqualTo(before);
    }
}
