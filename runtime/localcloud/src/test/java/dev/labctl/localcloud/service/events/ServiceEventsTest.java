package dev.labctl.localcloud.service.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.service.lambda.HandlerZip;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.s3.S3Client;

/** What other services tell the default bus. */
final class ServiceEventsTest {
    private static final String BUS = "arn:aws:events:us-east-1:123456789012:event-bus/default";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private EventsFixture fixture;

    @SuppressWarnings("NullAway.Init") // set before each test
    private String queue;

    @BeforeEach
    void makeRule() {
        fixture = new EventsFixture(cloud);
        fixture.events.putRule(put -> put.name("r").eventPattern("{\"source\":[\"aws.s3\",\"lambda\"]}"));
        queue = fixture.queue("q", "arn:aws:events:us-east-1:123456789012:rule/r");
        fixture.target("r", "q");
    }

    @Test
    void bucketsTellWhatHappensToTheirObjects() {
        S3Client s3 = cloud.client(S3Client.builder());
        s3.createBucket(create -> create.bucket("bucket"));
        s3.putObject(put -> put.bucket("bucket").key("before"), RequestBody.fromString("x"));
        s3.putBucketNotificationConfiguration(put -> put.bucket("bucket")
                .notificationConfiguration(configuration -> configuration.eventBridgeConfiguration(bridge -> {})));
        assertThat(s3.getBucketNotificationConfiguration(get -> get.bucket("bucket"))
                        .eventBridgeConfiguration())
                .isNotNull();
        s3.putObject(put -> put.bucket("bucket").key("a b.txt"), RequestBody.fromString("data"));
        JsonNode created = fixture.received(queue, 1).get(0);
        assertThat(created.path("detail-type").asText()).isEqualTo("Object Created");
        assertThat(created.path("source").asText()).isEqualTo("aws.s3");
        assertThat(created.at("/resources/0").asText()).isEqualTo("arn:aws:s3:::bucket");
        assertThat(created.at("/detail/bucket/name").asText()).isEqualTo("bucket");
        assertThat(created.at("/detail/object/key").asText()).isEqualTo("a b.txt");
        assertThat(created.at("/detail/object/size").asInt()).isEqualTo(4);
        assertThat(created.at("/detail/object/etag").asText()).isEqualTo("8d777f385d3dfec8815d20f7496026dc");
        assertThat(created.at("/detail/reason").asText()).isEqualTo("PutObject");
        assertThat(created.at("/detail/requester").asText()).isEqualTo("123456789012");
        s3.deleteObject(delete -> delete.bucket("bucket").key("a b.txt"));
        JsonNode deleted = fixture.received(queue, 1).get(0);
        assertThat(deleted.path("detail-type").asText()).isEqualTo("Object Deleted");
        assertThat(deleted.at("/detail/deletion-type").asText()).isEqualTo("Permanently Deleted");
        s3.putBucketNotificationConfiguration(
                put -> put.bucket("bucket").notificationConfiguration(configuration -> {}));
        s3.putObject(put -> put.bucket("bucket").key("after"), RequestBody.fromString("x"));
        fixture.received(queue, 0);
    }

    @Test
    void functionsTellHowTheirInvocationsEnded() {
        IamClient iam = cloud.client(IamClient.builder());
        String role = iam.createRole(create -> create.roleName("f").assumeRolePolicyDocument("""
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow",\
                        "Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"""))
                .role()
                .arn();
        iam.putRolePolicy(put -> put.roleName("f").policyName("p").policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"events:PutEvents","Resource":"%s"}]}""".formatted(BUS)));
        LambdaClient lambda = cloud.client(LambdaClient.builder());
        lambda.createFunction(create -> create.functionName("f")
                .role(role)
                .runtime("java17")
                .handler("H::handleRequest")
                .timeout(20)
                .memorySize(256)
                .code(code -> code.zipFile(HandlerZip.handler("return Map.of(\"ok\", true);"))));
        lambda.waiter().waitUntilFunctionActiveV2(get -> get.functionName("f"));
        lambda.putFunctionEventInvokeConfig(put -> put.functionName("f")
                .destinationConfig(destinations -> destinations.onSuccess(success -> success.destination(BUS))));
        lambda.invoke(invoke -> invoke.functionName("f").invocationType(InvocationType.EVENT));
        List<JsonNode> told = fixture.received(queue, 1);
        assertThat(told.get(0).path("detail-type").asText()).isEqualTo("Lambda Function Invocation Result - Success");
        assertThat(told.get(0).path("resources").toString())
                .isEqualTo("[\"" + BUS + "\",\"arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST\"]");
        assertThat(told.get(0).at("/detail/responsePayload/ok").asBoolean()).isTrue();
    }
}
