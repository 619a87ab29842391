package dev.labctl.localcloud.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindow;
import software.amazon.awssdk.services.scheduler.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Queues, a role that may use them, and a schedule called {@code s} for the queue {@code out}. */
final class SchedulerFixture {
    static final String ROLE = "arn:aws:iam::123456789012:role/scheduler";
    static final FlexibleTimeWindow OFF =
            FlexibleTimeWindow.builder().mode("OFF").build();
    private static final int PATIENCE_SECONDS = 10;

    private final CloudFixture cloud;
    final SchedulerClient scheduler;
    final SqsClient sqs;
    final IamClient iam;

    SchedulerFixture(CloudFixture cloud) {
        this.cloud = cloud;
        this.scheduler = cloud.client(SchedulerClient.builder());
        this.sqs = cloud.client(SqsClient.builder());
        this.iam = cloud.client(IamClient.builder());
    }

    /** Makes the queue {@code out} and a role that may use all queues, topics, buses and functions. */
    SchedulerFixture prepare() {
        queue("out");
        iam.createRole(
                create -> create.roleName("scheduler").assumeRolePolicyDocument(trust("scheduler.amazonaws.com")));
        allow("sqs:*", "sns:*", "events:*", "lambda:*");
        return this;
    }

    static String trust(String service) {
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"%s"},\
                "Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"123456789012",\
                "aws:SourceArn":"arn:aws:scheduler:us-east-1:123456789012:schedule-group/default"}}}]}""".formatted(service);
    }

    void allow(String... actions) {
        iam.putRolePolicy(put ->
                put.roleName("scheduler").policyName("p").policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["%s"],"Resource":"*"}]}""".formatted(String.join("\",\"", actions))));
    }

    static String queueArn(String name) {
        return "arn:aws:sqs:us-east-1:123456789012:" + name;
    }

    static Target target(String queue) {
        return Target.builder().arn(queueArn(queue)).roleArn(ROLE).build();
    }

    String queue(String name) {
        return sqs.createQueue(create -> create.queueName(name)).queueUrl();
    }

    /** Makes the schedule {@code s}. */
    void schedule(String expression, Consumer<CreateScheduleRequest.Builder> more) {
        CreateScheduleRequest.Builder create = CreateScheduleRequest.builder()
                .name("s")
                .scheduleExpression(expression)
                .flexibleTimeWindow(OFF)
                .target(target("out").toBuilder()
                        .input("<aws.scheduler.scheduled-time>")
                        .build());
        more.accept(create);
        scheduler.createSchedule(create.build());
    }

    Instant now() {
        return cloud.cloud().environment().clock().instant();
    }

    void advance(Duration by) {
        cloud.cloud().environment().clock().advance(by);
    }

    /** Exactly so many messages of the queue {@code out}, in the order of arrival; no more have come meanwhile. */
    List<String> received(int count) {
        return messages("out", count).stream().map(Message::body).toList();
    }

    /** Exactly so many messages of a queue, in the order of arrival; no more have come meanwhile. */
    List<Message> messages(String queue, int count) {
        String url = sqs.getQueueUrl(get -> get.queueName(queue)).queueUrl();
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < PATIENCE_SECONDS && messages.size() < count; i++) {
            messages.addAll(receive(url, 1));
        }
        pause();
        messages.addAll(receive(url, 0));
        assertThat(messages).as("messages in " + queue).hasSize(count);
        return messages;
    }

    private List<Message> receive(String url, int seconds) {
        List<Message> messages = sqs.receiveMessage(receive -> receive.queueUrl(url)
                        .maxNumberOfMessages(10)
                        .messageAttributeNames("All")
                        .waitTimeSeconds(seconds))
                .messages();
        messages.forEach(
                message -> sqs.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle())));
        return messages;
    }

    private static void pause() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
