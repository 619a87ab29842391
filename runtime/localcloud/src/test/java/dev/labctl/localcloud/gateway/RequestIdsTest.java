package dev.labctl.localcloud.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.labctl.localcloud.CloudFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The ids by which AWS's support finds a request, as SDKs show them. */
final class RequestIdsTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @Test
    void answersAndErrorsOfS3HaveBothIds() {
        S3Client s3 = cloud.client(S3Client.builder().forcePathStyle(true));
        CreateBucketResponse created = s3.createBucket(request -> request.bucket("identified"));
        assertThat(created.responseMetadata().requestId()).matches("[0-9A-F]{16}");
        assertThat(created.responseMetadata().extendedRequestId()).isNotEqualTo("UNKNOWN");

        S3Exception missing = catchThrowableOfType(
                S3Exception.class, () -> s3.getBucketPolicy(request -> request.bucket("identified")));
        assertThat(missing.requestId()).matches("[0-9A-F]{16}");
        assertThat(missing.extendedRequestId()).isNotEmpty();
    }

    @Test
    void answersOfOthersHaveOne() {
        SqsClient sqs = cloud.client(SqsClient.builder());
        assertThat(sqs.listQueues().responseMetadata().requestId()).matches("[0-9a-f-]{36}");
    }
}
