package dev.labctl.localcloud.service.sqs;

import dev.labctl.localcloud.core.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/**
 * What a receiver asked to see of its messages.
 *
 * @param systemAttributes names of system attributes, or {@code All}
 * @param messageAttributes names of message attributes, prefixes ending in {@code .*}, or {@code All}
 */
record MessageView(List<String> systemAttributes, List<String> messageAttributes) {
    private static final String ALL = "All";

    MessageView {
        systemAttributes = List.copyOf(systemAttributes);
        messageAttributes = List.copyOf(messageAttributes);
    }

    /** The older {@code AttributeNames} wins in the query protocol and adds to the newer list in JSON, as recorded. */
    @SuppressWarnings("deprecation") // clients still send the older list
    static MessageView of(ReceiveMessageRequest request, Call call) {
        List<String> older = request.attributeNamesAsStrings();
        List<String> names = new ArrayList<>(older);
        if (older.isEmpty() || SqsErrors.isJson(call)) {
            names.addAll(request.messageSystemAttributeNamesAsStrings());
        }
        return new MessageView(names, request.messageAttributeNames());
    }

    Message show(Queue.Received received) {
        Content content = received.content();
        Map<String, String> system = system(received);
        Map<String, MessageAttributeValue> chosen = new TreeMap<>();
        content.attributes().forEach((name, value) -> {
            if (messageAttributes.stream().anyMatch(pattern -> matches(pattern, name))) {
                chosen.put(name, value.toSdk());
            }
        });
        return Message.builder()
                .messageId(content.messageId())
                .receiptHandle(received.handle())
                .body(content.body())
                .md5OfBody(Digests.md5(content.body()))
                .attributesWithStrings(system.isEmpty() ? null : system)
                .messageAttributes(chosen.isEmpty() ? null : chosen)
                .md5OfMessageAttributes(chosen.isEmpty() ? null : Digests.md5(chosen))
                .build();
    }

    private static boolean matches(String pattern, String name) {
        return pattern.equals(ALL)
                || pattern.equals("*")
                || pattern.equals(name)
                || (pattern.endsWith(".*") && name.startsWith(pattern.substring(0, pattern.length() - 2)));
    }

    private Map<String, String> system(Queue.Received received) {
        Content content = received.content();
        Entry entry = received.entry();
        Map<String, String> all = new LinkedHashMap<>();
        all.put("SenderId", content.senderId());
        all.put("SentTimestamp", String.valueOf(content.sentAt()));
        all.put("ApproximateReceiveCount", String.valueOf(entry.receives()));
        all.put("ApproximateFirstReceiveTimestamp", String.valueOf(entry.firstReceivedAt()));
        putIfGiven(all, "AWSTraceHeader", content.traceHeader());
        putIfGiven(all, "MessageGroupId", entry.group());
        putIfGiven(all, "MessageDeduplicationId", content.deduplicationId());
        putIfGiven(all, "SequenceNumber", content.sequenceNumber());
        putIfGiven(all, "DeadLetterQueueSourceArn", content.deadLetterSource());
        if (!systemAttributes.contains(ALL)) {
            all.keySet().retainAll(systemAttributes);
        }
        return all;
    }

    private static void putIfGiven(Map<String, String> map, String name, @Nullable String value) {
        if (value != null) {
            map.put(name, value);
        }
    }
}
