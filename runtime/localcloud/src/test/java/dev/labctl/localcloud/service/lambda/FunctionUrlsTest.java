package dev.labctl.localcloud.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.InvokeMode;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigResponse;

/** URLs of functions and aliases, as the API manages them. */
final class FunctionUrlsTest {
    private static final String ARN = "arn:aws:lambda:us-east-1:123456789012:function:f";
    private static final String ABSENT = "The resource you requested does not exist.";

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
        lambda.create("return \"answer 1\";");
    }

    private CreateFunctionUrlConfigResponse createUrl() {
        return client.createFunctionUrlConfig(create -> create.functionName("f").authType(FunctionUrlAuthType.NONE));
    }

    private static void assertRefused(ThrowingCallable call, int status, String code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AwsServiceException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
            assertThat(e.statusCode()).isEqualTo(status);
        });
    }

    @Test
    void aUrlIsMadeOnceChangedAndTakenAway() {
        CreateFunctionUrlConfigResponse created = createUrl();
        assertThat(created.sdkHttpResponse().statusCode()).isEqualTo(201);
        assertThat(created.functionUrl()).matches("http://127\\.0\\.0\\.1:\\d+/");
        assertThat(created.functionArn()).isEqualTo(ARN);
        assertThat(created.invokeMode()).isNull();
        assertThat(Instant.parse(created.creationTime())).isNotNull();
        assertRefused(
                this::createUrl,
                409,
                "ResourceConflictException",
                "Failed to create function url config for [functionArn = " + ARN
                        + "]. Error message:  FunctionUrlConfig exists for this Lambda function");

        UpdateFunctionUrlConfigResponse updated = client.updateFunctionUrlConfig(update -> update.functionName("f")
                .authType(FunctionUrlAuthType.AWS_IAM)
                .cors(cors -> cors.allowOrigins("*").maxAge(5)));
        assertThat(updated.functionUrl()).isEqualTo(created.functionUrl());
        assertThat(updated.creationTime()).isEqualTo(created.creationTime());
        GetFunctionUrlConfigResponse read = client.getFunctionUrlConfig(get -> get.functionName(ARN));
        assertThat(read.authType()).isEqualTo(FunctionUrlAuthType.AWS_IAM);
        assertThat(read.cors().allowOrigins()).containsExactly("*");
        assertThat(read.invokeMode()).isEqualTo(InvokeMode.BUFFERED);
        assertThat(read.lastModifiedTime()).isEqualTo(updated.lastModifiedTime());
        client.updateFunctionUrlConfig(update -> update.functionName("f").cors(cors -> {}));
        assertThat(client.getFunctionUrlConfig(get -> get.functionName("f")).cors())
                .isNull();

        assertThat(client.deleteFunctionUrlConfig(delete -> delete.functionName("f"))
                        .sdkHttpResponse()
                        .statusCode())
                .isEqualTo(204);
        assertRefused(
                () -> client.getFunctionUrlConfig(get -> get.functionName("f")),
                404,
                "ResourceNotFoundException",
                ABSENT);
        assertRefused(
                () -> client.deleteFunctionUrlConfig(delete -> delete.functionName("f")),
                404,
                "ResourceNotFoundException",
                ABSENT);
        assertThat(createUrl().functionUrl()).isNotEmpty();
    }

    @Test
    void whatCannotBeIsRefusedByName() {
        assertRefused(
                () -> client.createFunctionUrlConfig(
                        create -> create.functionName("none").authType(FunctionUrlAuthType.NONE)),
                404,
                "ResourceNotFoundException",
                "Function does not exist");
        assertRefused(
                () -> client.createFunctionUrlConfig(
                        create -> create.functionName("f").qualifier("gone").authType(FunctionUrlAuthType.NONE)),
                404,
                "ResourceNotFoundException",
                "Function does not exist");
        for (String qualifier : new String[] {"1", "$LATEST"}) {
            assertRefused(
                    () -> client.createFunctionUrlConfig(create ->
                            create.functionName("f").qualifier(qualifier).authType(FunctionUrlAuthType.NONE)),
                    400,
                    "ValidationException",
                    "1 validation error detected: Value '" + qualifier
                            + "' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)");
        }
        assertRefused(
                () -> client.createFunctionUrlConfig(create -> create.functionName("f")
                        .authType(FunctionUrlAuthType.NONE)
                        .invokeMode("UNKNOWN")),
                400,
                "ValidationException",
                "1 validation error detected: Value 'UNKNOWN' at 'invokeMode' failed to satisfy constraint: Member must satisfy enum value set: [RESPONSE_STREAM, BUFFERED]");
        assertRefused(
                () -> client.createFunctionUrlConfig(create -> create.functionName("f")
                        .authType(FunctionUrlAuthType.NONE)
                        .invokeMode(InvokeMode.RESPONSE_STREAM)),
                501,
                "NotImplemented",
                "The local cloud does not implement function URLs with InvokeMode RESPONSE_STREAM.");
        assertRefused(
                () -> client.createFunctionUrlConfig(create -> create.functionName("f")
                        .authType(FunctionUrlAuthType.NONE)
                        .cors(cors -> cors.allowMethods("GET", "OPTIONS"))),
                400,
                "ValidationException",
                "1 validation error detected: Value '[GET, OPTIONS]' at 'cors.allowMethods' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 6, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: .*, Member must not be null]");
        assertRefused(
                () -> client.listFunctionUrlConfigs(list -> list.functionName("none")),
                404,
                "ResourceNotFoundException",
                "Function does not exist");
        assertThat(client.listFunctionUrlConfigs(list -> list.functionName("f")).functionUrlConfigs())
                .isEmpty();
    }

    @Test
    void anAliasHasAUrlOfItsOwnThatLeadsToItsVersion() {
        client.publishVersion(publish -> publish.functionName("f"));
        client.createAlias(create -> create.functionName("f").name("live").functionVersion("1"));
        client.updateFunctionCode(
                update -> update.functionName("f").zipFile(HandlerZip.handler("return \"answer 2\";")));
        client.waiter().waitUntilFunctionUpdatedV2(get -> get.functionName("f"));
        String address = client.createFunctionUrlConfig(
                        create -> create.functionName("f").qualifier("live").authType(FunctionUrlAuthType.NONE))
                .functionUrl();
        UrlClient latest = UrlClient.open(client, "f");
        UrlClient live = new UrlClient(address);

        // The permissions on the function are none on its alias.
        assertThat(live.get("/").statusCode()).isEqualTo(403);
        UrlClient.allowAll(client, ARN + ":live");
        assertThat(live.get("/").body()).isEqualTo("answer 1");
        assertThat(latest.get("/").body()).isEqualTo("answer 2");
        client.publishVersion(publish -> publish.functionName("f"));
        client.updateAlias(update -> update.functionName("f").name("live").functionVersion("2"));
        assertThat(live.get("/").body()).isEqualTo("answer 2");
        assertThat(client.listFunctionUrlConfigs(list -> list.functionName("f")).functionUrlConfigs())
                .extracting(FunctionUrlConfig::functionArn)
                .containsExactly(ARN, ARN + ":live");

        client.deleteAlias(delete -> delete.functionName("f").name("live"));
        assertThatThrownBy(() -> live.get("/")).isInstanceOf(UncheckedIOException.class);
        assertThat(latest.get("/").body()).isEqualTo("answer 2");
        client.deleteFunction(delete -> delete.functionName("f"));
        assertThatThrownBy(() -> latest.get("/")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void aUrlStaysWhereItIsWhenTheCloudStartsAgain() {
        UrlClient url = UrlClient.open(client, "f");
        assertThat(url.get("/").body()).isEqualTo("answer 1");
        cloud.restart();
        assertThat(url.get("/").body()).isEqualTo("answer 1");
        assertThat(client.getFunctionUrlConfig(get -> get.functionName("f")).functionUrl())
                .isEqualTo(url.url().toString());
        client.deleteFunctionUrlConfig(delete -> delete.functionName("f"));
        assertThatThrownBy(() -> url.get("/")).isInstanceOf(UncheckedIOException.class);
    }
}
