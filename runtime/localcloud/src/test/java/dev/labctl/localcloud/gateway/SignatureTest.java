package dev.labctl.localcloud.gateway;

import static dev.labctl.localcloud.gateway.RawRequests.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.StsException;

final class SignatureTest {
    private static final Map<String, String> FORM = Map.of("Content-Type", "application/x-www-form-urlencoded");
    private static final byte[] IDENTITY = utf8("Action=GetCallerIdentity&Version=2011-06-15");

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private RawRequests raw;

    @BeforeEach
    void connect() {
        raw = new RawRequests(cloud);
    }

    @Test
    void aRequestSignedWithAnotherSecretIsRefused() {
        String id = cloud.cloud().adminCredentials().accessKeyId();
        StsClient sts = cloud.client(StsClient.builder(), CloudFixture.REGION, AwsBasicCredentials.create(id, "wrong"));
        assertThatThrownBy(sts::getCallerIdentity).isInstanceOfSatisfying(StsException.class, e -> {
            assertThat(e.statusCode()).isEqualTo(403);
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("SignatureDoesNotMatch");
            assertThat(e.awsErrorDetails().errorMessage())
                    .isEqualTo("The request signature we calculated does not match the signature you provided. Check"
                            + " your AWS Secret Access Key and signing method. Consult the service documentation for"
                            + " details.");
        });
    }

    @Test
    void anUnknownAccessKeyIsRefused() {
        StsClient sts =
                cloud.client(StsClient.builder(), CloudFixture.REGION, AwsBasicCredentials.create("AKIANOBODY", "x"));
        assertThatThrownBy(sts::getCallerIdentity).isInstanceOfSatisfying(StsException.class, e -> assertThat(
                        e.awsErrorDetails().errorCode())
                .isEqualTo("InvalidClientTokenId"));
        SqsClient sqs =
                cloud.client(SqsClient.builder(), CloudFixture.REGION, AwsBasicCredentials.create("AKIANOBODY", "x"));
        assertThatThrownBy(sqs::listQueues).isInstanceOfSatisfying(SqsException.class, e -> assertThat(
                        e.awsErrorDetails().errorCode())
                .isEqualTo("UnrecognizedClientException"));
    }

    @Test
    void temporaryCredentialsNeedTheirTokenAndEndWithTheCloudsClock() {
        Credentials issued = cloud.client(StsClient.builder())
                .getSessionToken(r -> r.durationSeconds(900))
                .credentials();
        AwsSessionCredentials session =
                AwsSessionCredentials.create(issued.accessKeyId(), issued.secretAccessKey(), issued.sessionToken());
        StsClient sts = cloud.client(StsClient.builder(), CloudFixture.REGION, session);
        assertThat(sts.getCallerIdentity().account()).isEqualTo("123456789012");

        AwsBasicCredentials tokenless = AwsBasicCredentials.create(issued.accessKeyId(), issued.secretAccessKey());
        StsClient without = cloud.client(StsClient.builder(), CloudFixture.REGION, tokenless);
        assertThatThrownBy(without::getCallerIdentity).isInstanceOfSatisfying(StsException.class, e -> assertThat(
                        e.awsErrorDetails().errorCode())
                .isEqualTo("InvalidClientTokenId"));

        cloud.cloud().environment().clock().advance(Duration.ofMinutes(16));
        assertThatThrownBy(sts::getCallerIdentity).isInstanceOfSatisfying(StsException.class, e -> assertThat(
                        e.awsErrorDetails().errorCode())
                .isEqualTo("ExpiredToken"));
    }

    @Test
    void aRequestSignedTwentyMinutesAgoIsRefused() throws Exception {
        Clock early = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-20));
        SdkHttpRequest request = raw.sign("sts", "POST", "/", FORM, IDENTITY, early);
        HttpResponse<String> answer = raw.send(request, IDENTITY);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("<Code>SignatureDoesNotMatch</Code>", "Signature expired: ", "15 min.");
    }

    @Test
    void aBodyThatWasChangedAfterSigningIsRefused() throws Exception {
        SdkHttpRequest request = raw.sign("sts", "POST", "/", FORM, IDENTITY, Clock.systemUTC());
        HttpResponse<String> answer = raw.send(request, utf8("Action=GetSessionToken&Version=2011-06-15"));
        assertThat(answer.statusCode()).isBetween(400, 403);
    }

    @Test
    void anUnsignedRequestIsRefusedInTheProtocolItSpeaks() throws Exception {
        SdkHttpRequest unsigned = raw.sign("sts", "POST", "/", FORM, IDENTITY, Clock.systemUTC()).toBuilder()
                .removeHeader("Authorization")
                .build();
        assertThat(raw.send(unsigned, IDENTITY).body()).contains("<Code>MissingAuthenticationToken</Code>");
    }

    @Test
    void aServiceThatThisCloudLacksIsNamed() throws Exception {
        HttpResponse<String> answer = raw.signed("quantum", "POST", "/", FORM, utf8("Action=Entangle"));
        assertThat(answer.statusCode()).isEqualTo(501);
        assertThat(answer.body()).contains("<Code>NotImplemented</Code>", "'quantum'");
    }

    @Test
    void anOperationThatAwsDoesNotHaveIsNamed() throws Exception {
        HttpResponse<String> answer = raw.signed("sts", "POST", "/", FORM, utf8("Action=Entangle"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("<Code>InvalidAction</Code>", "'Entangle'");
    }
}
