package dev.labctl.localcloud.console;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Queues, and their messages without receiving them. */
final class QueuesView implements View {
    private static final Pattern DEAD_LETTERS = Pattern.compile("\"deadLetterTargetArn\"\\s*:\\s*\"[^\"]*:([^:\"]+)\"");
    private static final Pattern MOST_RECEIVES = Pattern.compile("\"maxReceiveCount\"\\s*:\\s*\"?(\\d+)");

    @Override
    public String name() {
        return "queues";
    }

    @Override
    public List<Item> items(Calls calls) {
        List<Item> items = new ArrayList<>();
        @Nullable String token = null;
        do {
            ListQueuesResponse page = calls.call(
                    ListQueuesRequest.builder()
                            .maxResults(1000)
                            .nextToken(token)
                            .build(),
                    ListQueuesResponse.class);
            for (String url : page.queueUrls()) {
                String name = url.substring(url.lastIndexOf('/') + 1);
                items.add(new Item(name, () -> row(calls, name, url)));
            }
            token = page.nextToken();
        } while (token != null);
        return items;
    }

    private static Facts row(Calls calls, String name, String url) {
        Map<QueueAttributeName, String> attributes = calls.call(
                        GetQueueAttributesRequest.builder()
                                .queueUrl(url)
                                .attributeNames(QueueAttributeName.ALL)
                                .build(),
                        GetQueueAttributesResponse.class)
                .attributes();
        String redrive = attributes.getOrDefault(QueueAttributeName.REDRIVE_POLICY, "");
        String created = attributes.get(QueueAttributeName.CREATED_TIMESTAMP);
        return new Facts()
                .with("name", name)
                .with("visible", number(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)))
                .with("inFlight", number(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)))
                .with("delayed", number(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED)))
                .with("deadLetters", found(DEAD_LETTERS, redrive))
                .with("maxReceives", found(MOST_RECEIVES, redrive))
                .with("visibilityTimeout", number(attributes.get(QueueAttributeName.VISIBILITY_TIMEOUT)))
                .with("created", created == null ? null : Instant.ofEpochSecond(Long.parseLong(created)));
    }

    private static long number(@Nullable String text) {
        return text == null ? 0 : Long.parseLong(text);
    }

    private static @Nullable String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }

    @Override
    public Facts details(Calls calls, String name) {
        String url = calls.call(GetQueueUrlRequest.builder().queueName(name).build(), GetQueueUrlResponse.class)
                .queueUrl();
        return row(calls, name, url).with("url", url).with("messages", calls.inside("sqs", name));
    }
}
