package dev.labctl.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.ScheduleSummary;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * A cloud killed while its clock is moved over the ticks of schedules: each tick invokes its target, and one that is the
 * schedule's last takes the schedule with it, if that is asked for.
 */
@Tag("long")
final class KilledSchedulerTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int KILLS = 6;
    private static final Duration STEP = Duration.ofHours(3);
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String EVERY_HOUR = "every-hour";

    @TempDir
    private Path directory;

    @Test
    void eachTickInvokesItsTargetWhateverMomentTheCloudIsKilled() throws Exception {
        Path state = directory.resolve("state");
        Instant start = Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofMinutes(90));
        try (CloudProcess cloud = CloudProcess.start(state)) {
            build(cloud, start);
        }
        HttpClient http = HttpClient.newHttpClient();
        for (int kill = 0; kill < KILLS; kill++) {
            try (CloudProcess cloud = CloudProcess.start(state)) {
                HttpRequest advance = clock(cloud)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"advance\":\"" + STEP + "\"}"))
                        .build();
                // It may be killed before it has moved the clock, or has begun to.
                CompletableFuture<HttpResponse<Void>> answer =
                        http.sendAsync(advance, HttpResponse.BodyHandlers.discarding());
                Thread.sleep(kill * 12L);
                cloud.kill();
                answer.handle((response, failure) -> failure == null).join();
            }
        }
        try (CloudProcess cloud = CloudProcess.start(state)) {
            HttpRequest advance = clock(cloud)
                    .POST(HttpRequest.BodyPublishers.ofString("{\"advance\":\"" + STEP.multipliedBy(KILLS) + "\"}"))
                    .build();
            assertThat(http.send(advance, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
            JsonNode clock = JSON.readTree(http.send(clock(cloud).build(), HttpResponse.BodyHandlers.ofString())
                    .body());
            List<String> expected = ticks(start, Instant.parse(clock.path("now").asText()));
            // At least once is what EventBridge promises; a queue gets each once, as both are one change here.
            assertThat(received(cloud, expected.size())).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(schedules(cloud)).containsExactly(EVERY_HOUR);
        }
    }

    private static HttpRequest.Builder clock(CloudProcess cloud) throws IOException {
        String token = JSON.readTree(
                        cloud.directory().resolve("credentials.json").toFile())
                .path("adminToken")
                .asText();
        String endpoint = JSON.readTree(cloud.directory().resolve("cloud.json").toFile())
                .path("endpoint")
                .asText();
        return HttpRequest.newBuilder(URI.create(endpoint + "/_labctl/clock"))
                .header("Authorization", "Bearer " + token);
    }

    private static void build(CloudProcess cloud, Instant start) {
        cloud.client(SqsClient.builder()).createQueue(create -> create.queueName("q"));
        IamClient iam = cloud.client(IamClient.builder());
        iam.createRole(create -> create.roleName("scheduler").assumeRolePolicyDocument("""
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":\
                        {"Service":"scheduler.amazonaws.com"},"Action":"sts:AssumeRole"}]}"""));
        iam.putRolePolicy(put -> put.roleName("scheduler").policyName("p").policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}]}"""));
        SchedulerClient scheduler = cloud.client(SchedulerClient.builder());
        schedule(scheduler, EVERY_HOUR, "rate(1 hour)", start);
        for (int number = 0; number < KILLS; number++) {
            schedule(
                    scheduler,
                    once(number),
                    "at(" + due(start, number).toString().replace("Z", ")"),
                    start);
        }
    }

    private static String once(int number) {
        return "once-" + number;
    }

    /** When a schedule of one tick is due: with seconds, which texts of full minutes leave out. */
    private static Instant due(Instant start, int number) {
        return start.plus(STEP.multipliedBy(number)).plusSeconds(7);
    }

    private static void schedule(SchedulerClient scheduler, String name, String expression, Instant start) {
        scheduler.createSchedule(create -> create.name(name)
                .scheduleExpression(expression)
                .startDate(start)
                .flexibleTimeWindow(window -> window.mode("OFF"))
                .actionAfterCompletion(ActionAfterCompletion.DELETE)
                .target(target -> target.arn("arn:aws:sqs:us-east-1:123456789012:q")
                        .roleArn("arn:aws:iam::123456789012:role/scheduler")
                        .input(name + " <aws.scheduler.scheduled-time>")));
    }

    private static List<String> ticks(Instant start, Instant now) {
        List<String> ticks = new ArrayList<>();
        for (Instant tick = start; !tick.isAfter(now); tick = tick.plus(Duration.ofHours(1))) {
            ticks.add(EVERY_HOUR + " " + tick);
        }
        for (int number = 0; number < KILLS; number++) {
            ticks.add(once(number) + " " + due(start, number));
        }
        return ticks;
    }

    /** So many messages, and what comes beyond that; fewer when no more come for long. */
    private static List<String> received(CloudProcess cloud, int count) {
        SqsClient sqs = cloud.client(SqsClient.builder());
        String url = sqs.getQueueUrl(get -> get.queueName("q")).queueUrl();
        Instant deadline = Instant.now().plus(DEADLINE);
        List<String> bodies = new ArrayList<>();
        boolean isMore = true;
        while (isMore) {
            List<Message> messages = sqs.receiveMessage(receive ->
                            receive.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(1))
                    .messages();
            for (Message message : messages) {
                bodies.add(message.body());
                sqs.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
            }
            isMore = !messages.isEmpty()
                    || (bodies.size() < count && Instant.now().isBefore(deadline));
        }
        return bodies;
    }

    private static List<String> schedules(CloudProcess cloud) {
        return cloud.client(SchedulerClient.builder()).listSchedules(list -> {}).schedules().stream()
                .map(ScheduleSummary::name)
                .toList();
    }
}
