package dev.labctl.localcloud.service.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.recorded.SignedPost;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Errors as clients of the query protocol get them. */
final class QueryErrorsTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @Test
    void endWithAnEmptyDetail() {
        HttpResponse<String> answer = new SignedPost(cloud, "sqs", "us-east-1")
                .send(
                        Map.of("Content-Type", "application/x-www-form-urlencoded"),
                        "Action=GetQueueUrl&QueueName=none&Version=2012-11-05");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>")
                .containsPattern("</Message><Detail ?(/>|></Detail>)</Error>");
    }
}
