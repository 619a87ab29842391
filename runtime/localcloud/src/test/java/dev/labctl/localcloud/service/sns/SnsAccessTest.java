package dev.labctl.localcloud.service.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.labctl.localcloud.CloudFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.AuthorizationErrorException;

/** Who may do what with topics. */
final class SnsAccessTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @Test
    void aRefusalIsAnAuthorizationErrorThatNamesActionAndTopic() {
        IamClient iam = cloud.client(IamClient.builder());
        iam.createUser(request -> request.userName("ann"));
        AccessKey key = iam.createAccessKey(request -> request.userName("ann")).accessKey();
        String topic = cloud.client(SnsClient.builder())
                .createTopic(request -> request.name("closed"))
                .topicArn();
        SnsClient anns = cloud.client(
                SnsClient.builder(),
                CloudFixture.REGION,
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));

        AuthorizationErrorException refused = catchThrowableOfType(
                AuthorizationErrorException.class,
                () -> anns.publish(request -> request.topicArn(topic).message("hello")));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.awsErrorDetails().errorMessage())
                .isEqualTo("User: arn:aws:iam::123456789012:user/ann is not authorized to perform: SNS:Publish on"
                        + " resource: " + topic + " because no identity-based policy allows the SNS:Publish action");
        iam.putUserPolicy(
                request -> request.userName("ann").policyName("publish").policyDocument("""
                {"Version": "2012-10-17",
                 "Statement": [{"Effect": "Allow", "Action": "sns:publish", "Resource": "*"}]}
                """));
        assertThat(anns.publish(request -> request.topicArn(topic).message("hello"))
                        .messageId())
                .isNotEmpty();
    }
}
