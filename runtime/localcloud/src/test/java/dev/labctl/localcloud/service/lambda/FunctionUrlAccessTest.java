package dev.labctl.localcloud.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.CloudFixture;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Who may ask a function's URL, and what those are told who may not. */
final class FunctionUrlAccessTest {
    private static final String ARN = "arn:aws:lambda:us-east-1:123456789012:function:f";
    private static final String FORBIDDEN =
            "{\"Message\":\"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html\"}";
    private static final String BOTH = """
            {"Effect":"Allow","Action":"lambda:InvokeFunctionUrl","Resource":"%1$s",
             "Condition":{"StringEquals":{"lambda:FunctionUrlAuthType":"AWS_IAM"}}},
            {"Effect":"Allow","Action":"lambda:InvokeFunction","Resource":"%1$s",
             "Condition":{"Bool":{"lambda:InvokedViaFunctionUrl":"true"}}}""".formatted(ARN);

    private static final CloudFixture CLOUD = CloudFixture.started();

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static LambdaFixture lambda;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static IamClient iam;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static UrlClient url;

    @BeforeAll
    static void create() {
        lambda = new LambdaFixture(CLOUD);
        iam = CLOUD.client(IamClient.builder());
        lambda.create("return event;");
        url = new UrlClient(lambda.client()
                .createFunctionUrlConfig(create -> create.functionName("f").authType(FunctionUrlAuthType.AWS_IAM))
                .functionUrl());
    }

    @AfterAll
    static void close() {
        CLOUD.close();
    }

    /** Makes a user with these statements. */
    private static AwsCredentials user(String name, String statements) {
        iam.createUser(create -> create.userName(name));
        iam.putUserPolicy(put -> put.userName(name)
                .policyName("p")
                .policyDocument("{\"Version\":\"2012-10-17\",\"Statement\":[%s]}".formatted(statements)));
        AccessKey key = iam.createAccessKey(create -> create.userName(name)).accessKey();
        return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    }

    private static void assertForbidden(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).isEqualTo(FORBIDDEN);
        assertThat(response.headers().firstValue("x-amzn-ErrorType")).hasValue("AccessDeniedException");
    }

    private static void assertRefused(HttpResponse<String> response, String type, String message) {
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.headers().firstValue("x-amzn-ErrorType")).hasValue(type);
        assertThat(response.body()).startsWith("{\"message\":\"" + message);
    }

    @Test
    void aSignedRequestReachesTheHandlerWhichLearnsWhoAsks() throws JsonProcessingException {
        AwsCredentials ann = user("ann", BOTH);
        HttpResponse<String> response = url.signed(ann, "POST", "/todos?status=a%20b&x=", "{\"title\":\"t\"}");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode context = new JsonMapper().readTree(response.body()).path("requestContext");
        JsonNode who = context.path("authorizer").path("iam");
        String id = iam.getUser(get -> get.userName("ann")).user().userId();
        assertThat(context.path("accountId").asText()).isEqualTo("123456789012");
        assertThat(who.path("accessKey").asText()).isEqualTo(ann.accessKeyId());
        assertThat(who.path("accountId").asText()).isEqualTo("123456789012");
        assertThat(who.path("callerId").asText()).isEqualTo(id);
        assertThat(who.path("userId").asText()).isEqualTo(id);
        assertThat(who.path("userArn").asText()).isEqualTo("arn:aws:iam::123456789012:user/ann");
        assertThat(who.path("cognitoIdentity").isTextual()).isFalse();
    }

    @Test
    void bothPermissionsAreNeeded() {
        assertForbidden(url.signed(
                user("none", "{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}"), "GET", "/", ""));
        assertForbidden(url.signed(
                user("first", "{\"Effect\":\"Allow\",\"Action\":\"lambda:InvokeFunctionUrl\",\"Resource\":\"*\"}"),
                "GET",
                "/",
                ""));
        assertForbidden(url.signed(
                user("second", "{\"Effect\":\"Allow\",\"Action\":\"lambda:InvokeFunction\",\"Resource\":\"*\"}"),
                "GET",
                "/",
                ""));
        assertForbidden(url.signed(user("othertype", BOTH.replace("AWS_IAM", "NONE")), "GET", "/", ""));
        assertThat(url.signed(
                                user("all", "{\"Effect\":\"Allow\",\"Action\":\"lambda:*\",\"Resource\":\"*\"}"),
                                "GET",
                                "/",
                                "")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void thePermissionThroughTheUrlIsNoneToInvokeDirectly() {
        AwsCredentials through = user("through", BOTH);
        LambdaClient client = CLOUD.client(LambdaClient.builder(), CloudFixture.REGION, through);
        assertThat(url.signed(through, "GET", "/", "").statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> client.invoke(invoke -> invoke.functionName("f")))
                .hasMessageContaining("is not authorized to perform: lambda:InvokeFunction on resource: " + ARN);
    }

    @Test
    void theResourcesPolicyIsEnough() {
        AwsCredentials bob = user("bob", "{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}");
        assertForbidden(url.signed(bob, "GET", "/", ""));
        lambda.client().addPermission(add -> add.functionName("f")
                .statementId("url")
                .action("lambda:InvokeFunctionUrl")
                .principal("arn:aws:iam::123456789012:user/bob")
                .functionUrlAuthType(FunctionUrlAuthType.AWS_IAM));
        assertForbidden(url.signed(bob, "GET", "/", ""));
        lambda.client().addPermission(add -> add.functionName("f")
                .statementId("function")
                .action("lambda:InvokeFunction")
                .principal("arn:aws:iam::123456789012:user/bob")
                .invokedViaFunctionUrl(true));
        assertThat(url.signed(bob, "GET", "/", "").statusCode()).isEqualTo(200);
    }

    @Test
    void whoDoesNotSignOrNotRightlyIsRefused() {
        AwsCredentials admin = UrlClient.admin(CLOUD);
        assertForbidden(url.get("/"));
        assertForbidden(url.send("GET", "/", Map.of("Authorization", "Bearer x"), ""));
        assertRefused(
                url.signed(AwsBasicCredentials.create("AKIAUNKNOWN", "x"), "GET", "/", ""),
                "UnrecognizedClientException",
                "The security token included in the request is invalid.");
        assertRefused(
                url.signed(AwsBasicCredentials.create(admin.accessKeyId(), "x"), "GET", "/", ""),
                "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided.");
        assertRefused(
                url.send("GET", "/", signature("execute-api", "us-east-1", Clock.systemUTC()), ""),
                "InvalidSignatureException",
                "Credential should be scoped to correct service: 'lambda'.");
        assertRefused(
                url.send("GET", "/", signature("lambda", "eu-west-1", Clock.systemUTC()), ""),
                "InvalidSignatureException",
                "Credential should be scoped to a valid region.");
        assertRefused(
                url.send(
                        "GET",
                        "/",
                        signature("lambda", "us-east-1", Clock.offset(Clock.systemUTC(), Duration.ofHours(-1))),
                        ""),
                "InvalidSignatureException",
                "Signature expired: ");
    }

    private static Map<String, String> signature(String service, String region, Clock clock) {
        return url.signature(UrlClient.admin(CLOUD), "GET", "/", "", service, region, clock);
    }

    @Test
    void theSignatureCoversTheBody() {
        AwsCredentials admin = UrlClient.admin(CLOUD);
        Map<String, String> headers =
                url.signature(admin, "POST", "/", "{\"a\":1}", "lambda", "us-east-1", Clock.systemUTC());
        assertThat(url.send("POST", "/", headers, "{\"a\":1}").statusCode()).isEqualTo(200);
        assertRefused(
                url.send("POST", "/", headers, "{\"a\":2}"),
                "InvalidSignatureException",
                "The request signature we calculated does not match");
        Map<String, String> unsigned = new HashMap<>(headers);
        unsigned.put("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
        assertRefused(
                url.send("POST", "/", unsigned, "{\"a\":2}"),
                "InvalidSignatureException",
                "The request signature we calculated does not match");
    }

    @Test
    void temporaryCredentialsEnd() {
        StsClient sts = CLOUD.client(StsClient.builder());
        Credentials session =
                sts.getSessionToken(get -> get.durationSeconds(900)).credentials();
        AwsCredentials credentials =
                AwsSessionCredentials.create(session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
        assertThat(url.signed(credentials, "GET", "/", "").statusCode()).isEqualTo(200);
        CLOUD.cloud().environment().clock().advance(Duration.ofHours(1));
        assertRefused(
                url.signed(credentials, "GET", "/", ""),
                "ExpiredTokenException",
                "The security token included in the request is expired");
    }

    @Test
    void withoutAuthEverybodyMustBeAllowedBoth() {
        lambda.create(LambdaFixture.request("open", lambda.adminRole(), HandlerZip.handler("return event;")));
        String address = lambda.client()
                .createFunctionUrlConfig(create -> create.functionName("open").authType(FunctionUrlAuthType.NONE))
                .functionUrl();
        UrlClient open = new UrlClient(address);
        assertForbidden(open.get("/"));
        assertForbidden(open.signed(UrlClient.admin(CLOUD), "GET", "/", ""));
        lambda.client().addPermission(add -> add.functionName("open")
                .statementId("one")
                .action("lambda:InvokeFunctionUrl")
                .principal("*")
                .functionUrlAuthType(FunctionUrlAuthType.NONE));
        assertForbidden(open.get("/"));
        lambda.client().addPermission(add -> add.functionName("open")
                .statementId("two")
                .action("lambda:InvokeFunction")
                .principal("*")
                .invokedViaFunctionUrl(true));
        assertThat(open.send("GET", "/", Map.of("Authorization", "Bearer own"), "")
                        .body())
                .contains("\"authorization\":\"Bearer own\"");

        lambda.client()
                .updateFunctionUrlConfig(update -> update.functionName("open").authType(FunctionUrlAuthType.AWS_IAM));
        assertForbidden(open.get("/"));
    }
}
