package dev.labctl.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A cloud killed right after its clock was moved over the ticks of a rule: each tick has happened, and none twice. */
@Tag("long")
final class KilledScheduleTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int KILLS = 6;
    private static final int HOURS = 3;

    @TempDir
    private Path directory;

    @Test
    void eachTickHappensOnceWhateverMomentTheCloudIsKilled() throws Exception {
        Path state = directory.resolve("state");
        try (CloudProcess cloud = CloudProcess.start(state)) {
            SqsClient sqs = cloud.client(SqsClient.builder());
            sqs.createQueue(create -> create.queueName("q").attributes(Map.of(QueueAttributeName.POLICY, """
                            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage",\
                            "Principal":{"Service":"events.amazonaws.com"},"Resource":"*"}]}""")));
            EventBridgeClient events = cloud.client(EventBridgeClient.builder());
            events.putRule(put -> put.name("r").scheduleExpression("rate(1 hour)"));
            events.putTargets(put -> put.rule("r")
                    .targets(Target.builder()
                            .id("q")
                            .arn("arn:aws:sqs:us-east-1:123456789012:q")
                            .build()));
        }
        for (int kill = 0; kill < KILLS; kill++) {
            try (CloudProcess cloud = CloudProcess.start(state)) {
                advance(cloud, Duration.ofHours(HOURS));
                Thread.sleep(kill * 7L);
            }
        }
        List<Instant> times = new ArrayList<>();
        try (CloudProcess cloud = CloudProcess.start(state)) {
            SqsClient sqs = cloud.client(SqsClient.builder());
            String url = sqs.getQueueUrl(get -> get.queueName("q")).queueUrl();
            List<Message> messages = receive(sqs, url);
            while (!messages.isEmpty()) {
                for (Message message : messages) {
                    times.add(Instant.parse(
                            JSON.readTree(message.body()).path("time").asText()));
                    sqs.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
                }
                messages = receive(sqs, url);
            }
        }
        times.sort(Instant::compareTo);
        List<Instant> expected = new ArrayList<>();
        for (int hour = 0; hour < KILLS * HOURS; hour++) {
            expected.add(times.get(0).plus(Duration.ofHours(hour)));
        }
        assertThat(times).isEqualTo(expected);
    }

    private static List<Message> receive(SqsClient sqs, String url) {
        return sqs.receiveMessage(
                        receive -> receive.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(2))
                .messages();
    }

    private static void advance(CloudProcess cloud, Duration by) throws IOException, InterruptedException {
        String token = JSON.readTree(
                        cloud.directory().resolve("credentials.json").toFile())
                .path("adminToken")
                .asText();
        String endpoint = JSON.readTree(cloud.directory().resolve("cloud.json").toFile())
                .path("endpoint")
                .asText();
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint + "/_labctl/clock"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"advance\":\"" + by + "\"}"))
                .header("Authorization", "Bearer " + token)
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }
}
