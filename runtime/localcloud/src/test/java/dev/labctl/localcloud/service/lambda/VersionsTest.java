package dev.labctl.localcloud.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.model.SnapStartApplyOn;
import software.amazon.awssdk.services.lambda.model.SnapStartOptimizationStatus;
import software.amazon.awssdk.services.lambda.model.State;

/** Versions, and the aliases that lead to them. */
final class VersionsTest {
    private static final String ARN = "arn:aws:lambda:us-east-1:123456789012:function:f";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private LambdaFixture lambda;

    @SuppressWarnings("NullAway.Init") // set before each test
    private LambdaClient client;

    @BeforeEach
    void create() {
        lambda = new LambdaFixture(cloud);
        client = lambda.client();
        lambda.create("return 0;");
    }

    /** Publishes a version whose handler answers with this number. */
    private PublishVersionResponse publish(int answer) {
        change(HandlerZip.handler("return %d;".formatted(answer)));
        return client.publishVersion(r -> r.functionName("f").description("answers " + answer));
    }

    private void change(SdkBytes zip) {
        client.updateFunctionCode(r -> r.functionName("f").zipFile(zip));
        client.waiter().waitUntilFunctionUpdatedV2(r -> r.functionName("f"));
    }

    private String answer(String name) {
        return lambda.invoke(name, "{}").payload().asUtf8String();
    }

    private static void assertRefused(ThrowingCallable call, int status, String code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AwsServiceException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
            assertThat(e.statusCode()).isEqualTo(status);
        });
    }

    @Test
    void aVersionIsPublishedOnceForEachChange() {
        PublishVersionResponse first = publish(1);
        PublishVersionResponse again = client.publishVersion(r -> r.functionName("f"));
        PublishVersionResponse second = publish(2);

        assertThat(first.version()).isEqualTo("1");
        assertThat(first.functionArn()).isEqualTo(ARN + ":1");
        assertThat(first.description()).isEqualTo("answers 1");
        assertThat(again.functionArn()).isEqualTo(first.functionArn());
        assertThat(again.revisionId()).isEqualTo(first.revisionId());
        assertThat(second.version()).isEqualTo("2");
        assertThat(second.codeSha256()).isNotEqualTo(first.codeSha256());
        assertThat(List.of(answer("f:1"), answer("f:2"), answer("f"))).containsExactly("1", "2", "2");
        assertThat(client.listVersionsByFunction(r -> r.functionName("f")).versions())
                .extracting(FunctionConfiguration::functionArn)
                .containsExactly(ARN + ":$LATEST", ARN + ":1", ARN + ":2");
    }

    @Test
    void aVersionIsASnapshotWhereTheFunctionAsksForThem() {
        assertThat(publish(1).snapStart().optimizationStatus()).isEqualTo(SnapStartOptimizationStatus.OFF);
        client.updateFunctionConfiguration(update ->
                update.functionName("f").snapStart(snap -> snap.applyOn(SnapStartApplyOn.PUBLISHED_VERSIONS)));
        client.waiter().waitUntilFunctionUpdatedV2(r -> r.functionName("f"));
        PublishVersionResponse published = publish(2);

        assertThat(published.snapStart().applyOn()).isEqualTo(SnapStartApplyOn.PUBLISHED_VERSIONS);
        assertThat(published.snapStart().optimizationStatus()).isEqualTo(SnapStartOptimizationStatus.ON);
        assertThat(client.getFunctionConfiguration(get -> get.functionName("f"))
                        .snapStart()
                        .optimizationStatus())
                .isEqualTo(SnapStartOptimizationStatus.OFF);
        assertThat(answer("f:2")).isEqualTo("2");
    }

    @Test
    void numbersAreNotGivenTwice() {
        publish(1);
        client.deleteFunction(r -> r.functionName("f").qualifier("1"));

        assertThat(publish(2).version()).isEqualTo("2");
        assertRefused(
                () -> client.getFunction(r -> r.functionName("f").qualifier("1")),
                404,
                "ResourceNotFoundException",
                "Function not found: " + ARN + ":1");
    }

    @Test
    void publishingIsGuardedByTheCodeAndTheRevision() {
        String code = client.getFunctionConfiguration(r -> r.functionName("f")).codeSha256();
        assertRefused(
                () -> client.publishVersion(r -> r.functionName("f").codeSha256("other")),
                400,
                "InvalidParameterValueException",
                "CodeSHA256 (other) is different from current CodeSHA256 in $LATEST (%s). Please try again with the CodeSHA256 in $LATEST."
                        .formatted(code));
        assertRefused(
                () -> client.publishVersion(
                        r -> r.functionName("f").revisionId("11111111-2222-3333-4444-555555555555")),
                412,
                "PreconditionFailedException",
                "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id");
        assertThat(client.publishVersion(r -> r.functionName("f").codeSha256(code))
                        .version())
                .isEqualTo("1");
    }

    @Test
    void aChangeIsInProgressUntilItIsInEffect() {
        assertThat(client.updateFunctionConfiguration(r -> r.functionName("f").timeout(9)))
                .satisfies(changed -> {
                    assertThat(changed.state()).isEqualTo(State.ACTIVE);
                    assertThat(changed.lastUpdateStatus()).isEqualTo(LastUpdateStatus.IN_PROGRESS);
                    assertThat(changed.lastUpdateStatusReasonCodeAsString()).isEqualTo("Creating");
                });
        client.waiter().waitUntilFunctionUpdatedV2(r -> r.functionName("f"));
        assertThat(client.getFunctionConfiguration(r -> r.functionName("f")).lastUpdateStatus())
                .isEqualTo(LastUpdateStatus.SUCCESSFUL);
        assertRefused(
                () -> client.updateFunctionConfiguration(
                        r -> r.functionName("f").timeout(8).revisionId("11111111-2222-3333-4444-555555555555")),
                412,
                "PreconditionFailedException",
                "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id");
    }

    @Test
    void anAliasSharesItsEventsByWeight() {
        publish(1);
        publish(2);
        client.createAlias(r -> r.functionName("f")
                .name("live")
                .functionVersion("1")
                .routingConfig(w -> w.additionalVersionWeights(Map.of("2", 0.5))));

        Set<String> answers = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            answers.add(answer("f:live"));
        }

        assertThat(answers).containsExactlyInAnyOrder("1", "2");
        client.updateAlias(
                r -> r.functionName("f").name("live").routingConfig(w -> w.additionalVersionWeights(Map.of("2", 1.0))));
        assertThat(answer("f:live")).isEqualTo("2");
    }

    @Test
    void anAliasThatKeepsItsRoutingCannotMoveToTheVersionThatIsInIt() {
        publish(1);
        publish(2);
        client.createAlias(r -> r.functionName("f")
                .name("live")
                .functionVersion("1")
                .routingConfig(w -> w.additionalVersionWeights(Map.of("2", 0.5))));

        assertRefused(
                () -> client.updateAlias(r -> r.functionName("f").name("live").functionVersion("2")),
                400,
                "InvalidParameterValueException",
                "Invalid function version 2. Function version 2 is already included in routing configuration.");
        assertRefused(
                () -> client.updateAlias(r -> r.functionName("f").name("live").functionVersion("$LATEST")),
                400,
                "InvalidParameterValueException",
                "$LATEST is not supported for an alias pointing to more than 1 version");
        assertThat(client.getAlias(r -> r.functionName("f").name("live")).functionVersion())
                .isEqualTo("1");
        client.updateAlias(r -> r.functionName("f")
                .name("live")
                .functionVersion("2")
                .routingConfig(w -> w.additionalVersionWeights(Map.of())));
        assertThat(answer("f:live")).isEqualTo("2");
    }

    @Test
    void aliasesAreListedGuardedAndDeleted() {
        publish(1);
        publish(2);
        String revision = client.createAlias(
                        r -> r.functionName("f").name("one").functionVersion("1"))
                .revisionId();
        client.createAlias(
                r -> r.functionName("f").name("two").functionVersion("2").description("second"));

        assertThat(client.listAliases(r -> r.functionName("f").functionVersion("2"))
                        .aliases())
                .extracting(AliasConfiguration::aliasArn)
                .containsExactly(ARN + ":two");
        assertRefused(
                () -> client.createAlias(r -> r.functionName("f").name("one").functionVersion("2")),
                409,
                "ResourceConflictException",
                "Alias already exists: " + ARN + ":one");
        assertRefused(
                () -> client.createAlias(r -> r.functionName("f").name("bad").functionVersion("9")),
                404,
                "ResourceNotFoundException",
                "Function not found: " + ARN + ":9");
        assertRefused(
                () -> client.deleteFunction(r -> r.functionName("f").qualifier("1")),
                409,
                "ResourceConflictException",
                "Unable to delete version because the following aliases reference it: [one]");
        client.updateAlias(
                r -> r.functionName("f").name("one").revisionId(revision).description("new"));
        assertRefused(
                () -> client.updateAlias(r ->
                        r.functionName("f").name("one").revisionId(revision).description("late")),
                412,
                "PreconditionFailedException",
                "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id");
        client.deleteAlias(r -> r.functionName("f").name("one"));
        client.deleteAlias(r -> r.functionName("f").name("one"));
        assertRefused(
                () -> client.getAlias(r -> r.functionName("f").name("one")),
                404,
                "ResourceNotFoundException",
                "Cannot find alias arn: " + ARN + ":one");
        client.deleteFunction(r -> r.functionName("f").qualifier("1"));
    }
}
