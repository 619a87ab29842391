package dev.labctl.localcloud.service.sqs;

import static dev.labctl.localcloud.recorded.JsonCalls.object;
import static dev.labctl.localcloud.service.sqs.RecordedSqs.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.recorded.Recording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What AWS answered to the calls of localstack's public SQS tests ({@code tests/aws/services/sqs/test_sqs.py}), and what
 * this cloud answers to the same calls in the JSON protocol. Waiting is done by the clock.
 */
final class SqsRecordingsTest {
    private static final String FILE = "sqs.test_sqs.snapshot.json";
    private static final Map<String, Consumer<RecordedSqs>> TESTS = new LinkedHashMap<>();

    private static CloudFixture cloud;

    @BeforeAll
    static void start() {
        cloud = CloudFixture.started();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static void test(String name, Consumer<RecordedSqs> calls) {
        TESTS.put(name, calls);
    }

    static List<String> tests() {
        return List.copyOf(TESTS.keySet());
    }

    @ParameterizedTest
    @MethodSource("tests")
    void answersAsAwsDid(String name) {
        Consumer<RecordedSqs> calls = Objects.requireNonNull(TESTS.get(name));
        String region = "region-" + tests().indexOf(name);
        calls.accept(new RecordedSqs(cloud, region, Recording.of(FILE, name).strictly(region)));
    }

    private static JsonNode send(RecordedSqs sqs, String queue, String body, Object... more) {
        List<Object> members = new ArrayList<>(List.of("QueueUrl", queue, "MessageBody", body));
        members.addAll(List.of(more));
        return sqs.call("SendMessage", members.toArray());
    }

    private static JsonNode receive(RecordedSqs sqs, String queue, Object... more) {
        List<Object> members = new ArrayList<>(List.of("QueueUrl", queue));
        members.addAll(List.of(more));
        return sqs.call("ReceiveMessage", members.toArray());
    }

    private static String handle(JsonNode received, int index) {
        return received.at("/Messages/" + index + "/ReceiptHandle").asText();
    }

    private static JsonNode delete(RecordedSqs sqs, String queue, JsonNode received) {
        return sqs.call("DeleteMessage", "QueueUrl", queue, "ReceiptHandle", handle(received, 0));
    }

    private static JsonNode attributes(RecordedSqs sqs, String queue, String... names) {
        return sqs.call("GetQueueAttributes", "QueueUrl", queue, "AttributeNames", names);
    }

    private static JsonNode set(RecordedSqs sqs, String queue, Object... attributes) {
        return sqs.call("SetQueueAttributes", "QueueUrl", queue, "Attributes", object(attributes));
    }

    private static List<Object> entries(int count, java.util.function.IntFunction<Object> entry) {
        return IntStream.range(0, count).mapToObj(entry).toList();
    }

    static {
        limits();
        queueAttributes();
        batches();
        fifo();
        fifoScopes();
        receiving();
        permissions();
    }

    private static void limits() {
        test("test_send_receive_max_number_of_messages[sqs]", sqs -> {
            String queue = sqs.queue("q");
            sqs.match("send_max_number_of_messages", receive(sqs, queue, "MaxNumberOfMessages", 11));
        });
        test("test_send_empty_message[sqs]", sqs -> sqs.match("send_empty_message", send(sqs, sqs.queue("q"), "")));
        test("test_receive_empty_queue[sqs]", sqs -> {
            String queue = sqs.queue("q");
            sqs.match("empty_short_poll_resp", receive(sqs, queue, "MaxNumberOfMessages", 1));
            sqs.match("empty_long_poll_resp", receive(sqs, queue, "MaxNumberOfMessages", 1, "WaitTimeSeconds", 1));
        });
        test("test_send_receive_wait_time_seconds[sqs]", sqs -> {
            String queue = sqs.queue("q");
            send(sqs, queue, "message");
            send(sqs, queue, "message");
            sqs.match("recieve_message_error_too_large", receive(sqs, queue, "WaitTimeSeconds", 21));
            sqs.match("recieve_message_error_too_small", receive(sqs, queue, "WaitTimeSeconds", -1));
            sqs.match("empty_short_poll_by_default_resp", receive(sqs, queue, "MaxNumberOfMessages", 1));
            sqs.match("empty_short_poll_explicit_resp", receive(sqs, queue, "WaitTimeSeconds", 0));
        });
        JsonNode attribute = object("k", text("String", "x"));
        test(
                "test_send_oversized_message[sqs]",
                sqs -> sqs.match(
                        "send_oversized_message",
                        send(sqs, sqs.queue("q"), "a".repeat(1_048_576 - 8 + 1), "MessageAttributes", attribute)));
        test("test_send_message_with_updated_maximum_message_size[sqs]", sqs -> {
            String queue = sqs.queue("q");
            set(sqs, queue, "MaximumMessageSize", "1024");
            sqs.match(
                    "send_oversized_message",
                    send(sqs, queue, "a".repeat(1024 - 8 + 1), "MessageAttributes", attribute));
        });
        test(
                "test_send_message_with_empty_string_attribute[sqs]",
                sqs -> sqs.match(
                        "empty-string-attr",
                        send(
                                sqs,
                                sqs.queue("q"),
                                "test",
                                "MessageAttributes",
                                object("ErrorDetails", text("String", "")))));
        Map<String, String> ids = Map.of("empty", "", "too_long", "a".repeat(129), "spaces", "group 123");
        ids.forEach((label, id) -> {
            test(
                    "test_send_message_to_standard_queue_with_invalid_message_group_id[" + label + "]",
                    sqs -> sqs.match("error-response", send(sqs, sqs.queue("q"), "message", "MessageGroupId", id)));
            test(
                    "test_message_deduplication_id_invalid[" + label + "]",
                    sqs -> sqs.match(
                            "error-response",
                            send(
                                    sqs,
                                    sqs.queue("q.fifo", "FifoQueue", "true"),
                                    "Hello",
                                    "MessageGroupId",
                                    "test",
                                    "MessageDeduplicationId",
                                    id)));
        });
    }

    private static void queueAttributes() {
        test("test_create_fifo_queue_with_different_attributes_raises_error[sqs]", sqs -> {
            sqs.queue("q.fifo", "FifoQueue", "true", "ContentBasedDeduplication", "true");
            sqs.match(
                    "queue-already-exists",
                    sqs.call(
                            "CreateQueue",
                            "QueueName",
                            "q.fifo",
                            "Attributes",
                            object("FifoQueue", "true", "ContentBasedDeduplication", "false")));
        });
        test("test_create_standard_queue_with_fifo_attribute_raises_error[sqs]", sqs -> Map.of(
                        "invalid-attribute-fifo-queue", object("FifoQueue", "false"),
                        "invalid-attribute-content-based-deduplication", object("ContentBasedDeduplication", "false"),
                        "invalid-attribute-deduplication-scope", object("DeduplicationScope", "queue"),
                        "invalid-attribute-throughput-limit", object("FifoThroughputLimit", "perQueue"))
                .forEach((name, attributes) ->
                        sqs.match(name, sqs.call("CreateQueue", "QueueName", "q", "Attributes", attributes))));
        test("test_create_queue_with_different_attributes_raises_exception[sqs]", sqs -> {
            String queue = sqs.queue("q", "ReceiveMessageWaitTimeSeconds", "1", "DelaySeconds", "1");
            assertThat(sqs.queue("q")).isEqualTo(queue);
            sqs.match(
                    "create_queue_01",
                    sqs.call("CreateQueue", "QueueName", "q", "Attributes", object("DelaySeconds", "2")));
            set(sqs, queue, "DelaySeconds", "2");
            sqs.match(
                    "create_queue_02",
                    sqs.call("CreateQueue", "QueueName", "q", "Attributes", object("DelaySeconds", "1")));
        });
        test("test_create_and_update_queue_attributes[sqs]", sqs -> {
            String queue = sqs.queue(
                    "q",
                    "MessageRetentionPeriod",
                    "604800",
                    "ReceiveMessageWaitTimeSeconds",
                    "10",
                    "VisibilityTimeout",
                    "20");
            sqs.match("get_queue_attributes", attributes(sqs, queue, "All"));
            set(sqs, queue, "MaximumMessageSize", "2048", "VisibilityTimeout", "69", "DelaySeconds", "420");
            sqs.match("get_updated_queue_attributes", attributes(sqs, queue, "All"));
        });
        test("test_sse_queue_attributes[sqs]", sqs -> {
            String[] names = {"KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"};
            String kms = sqs.queue("kms");
            set(sqs, kms, names[0], "testKeyId", names[1], "6000", names[2], "false");
            sqs.match("sse_kms_attributes", attributes(sqs, kms, names));
            String own = sqs.queue("own");
            set(sqs, own, names[2], "true");
            sqs.match("sse_sqs_attributes", attributes(sqs, own, names));
        });
        test("test_set_queue_attributes_default_values[sqs]", sqs -> {
            String queue = sqs.queue("q");
            sqs.match("get-queue-attributes-initial-values", attributes(sqs, queue, "All"));
            set(sqs, queue, "KmsMasterKeyId", "testKeyId", "KmsDataKeyReusePeriodSeconds", "6000");
            sqs.match("get-queue-attributes-after-update", attributes(sqs, queue, "All"));
            set(sqs, queue, "KmsMasterKeyId", "", "KmsDataKeyReusePeriodSeconds", "300");
            sqs.match("get-queue-attributes-after-set-to-defaults", attributes(sqs, queue, "All"));
        });
        test("test_set_unsupported_attribute_standard[sqs]", sqs -> {
            String queue = sqs.queue("q");
            sqs.match("invalid-attr-name-1", set(sqs, queue, "FifoQueue", "true"));
            sqs.match("invalid-attr-name-2", set(sqs, queue, "FifoQueue", "false"));
        });
        test("test_set_unsupported_attribute_fifo[sqs]", sqs -> {
            sqs.match("invalid-attr-name-1", set(sqs, sqs.queue("q"), "FifoQueue", "true"));
            String fifo = sqs.queue("q.fifo", "FifoQueue", "true");
            set(sqs, fifo, "FifoQueue", "true");
            sqs.match("invalid-attr-name-2", set(sqs, fifo, "FifoQueue", "false"));
        });
        test("test_tag_untag_queue[sqs]", sqs -> {
            String queue = sqs.queue("q");
            sqs.call("TagQueue", "QueueUrl", queue, "Tags", object("tag1", "value1", "tag2", "value2", "tag3", ""));
            sqs.match("get-tag-1", sqs.call("ListQueueTags", "QueueUrl", queue));
            sqs.call("UntagQueue", "QueueUrl", queue, "TagKeys", List.of("tag1", "tag3"));
            sqs.match("get-tag-2", sqs.call("ListQueueTags", "QueueUrl", queue));
            sqs.call("UntagQueue", "QueueUrl", queue, "TagKeys", List.of("tag2"));
            sqs.match("get-tag-after-untag", sqs.call("ListQueueTags", "QueueUrl", queue));
        });
        test("test_successive_purge_calls_fail[sqs]", sqs -> {
            String queue = sqs.queue("q");
            sqs.call("PurgeQueue", "QueueUrl", queue);
            sqs.match("purge_queue_error", sqs.call("PurgeQueue", "QueueUrl", queue));
        });
    }

    private static void batches() {
        JsonNode attribute = object("k", text("String", "x"));
        test(
                "test_send_message_batch_with_oversized_contents[sqs]",
                sqs -> sqs.match(
                        "send_oversized_message_batch",
                        sqs.call(
                                "SendMessageBatch",
                                "QueueUrl",
                                sqs.queue("q"),
                                "Entries",
                                List.of(
                                        object(
                                                "Id",
                                                "1",
                                                "MessageBody",
                                                "a".repeat(1_048_568),
                                                "MessageAttributes",
                                                attribute),
                                        object("Id", "2", "MessageBody", "a")))));
        test("test_send_message_batch_with_oversized_contents_with_updated_maximum_message_size[sqs]", sqs -> {
            String queue = sqs.queue("q", "MaximumMessageSize", "2048");
            sqs.match(
                    "send_oversized_message_batch",
                    sqs.call(
                            "SendMessageBatch",
                            "QueueUrl",
                            queue,
                            "Entries",
                            List.of(
                                    object("Id", "1", "MessageBody", "a".repeat(2040), "MessageAttributes", attribute),
                                    object("Id", "2", "MessageBody", "a"))));
        });
        test(
                "test_too_many_entries_in_batch_request[sqs]",
                sqs -> sqs.match(
                        "test_too_many_entries_in_batch_request",
                        sqs.call(
                                "SendMessageBatch",
                                "QueueUrl",
                                sqs.queue("q"),
                                "Entries",
                                entries(20, i -> object("Id", "message-" + i, "MessageBody", "b")))));
        test(
                "test_invalid_batch_id[sqs]",
                sqs -> sqs.match(
                        "test_invalid_batch_id",
                        sqs.call(
                                "SendMessageBatch",
                                "QueueUrl",
                                sqs.queue("q"),
                                "Entries",
                                List.of(object("Id", "message:1", "MessageBody", "b")))));
        test(
                "test_send_batch_message_size",
                sqs -> sqs.match(
                        "send-message-batch-result",
                        sqs.call(
                                "SendMessageBatch",
                                "QueueUrl",
                                sqs.queue("q", "MaximumMessageSize", "1024"),
                                "Entries",
                                List.of(
                                        object("Id", "fits", "MessageBody", "a".repeat(1024)),
                                        object("Id", "long", "MessageBody", "a".repeat(1025))))));
        for (String id : List.of("", "testLongId".repeat(10), "invalid:id")) {
            test(
                    "test_delete_message_batch_invalid_msg_id[sqs-" + id + "]",
                    sqs -> sqs.match(
                            "error_response",
                            sqs.call(
                                    "DeleteMessageBatch",
                                    "QueueUrl",
                                    sqs.queue("q"),
                                    "Entries",
                                    List.of(object("Id", id, "ReceiptHandle", "testHandle1")))));
        }
        test(
                "test_delete_message_batch_with_too_large_batch[sqs]",
                sqs -> sqs.match(
                        "error_response",
                        sqs.call(
                                "DeleteMessageBatch",
                                "QueueUrl",
                                sqs.queue("q"),
                                "Entries",
                                entries(20, i -> object("Id", "id" + i, "ReceiptHandle", "handle")))));
        test(
                "test_change_message_visibility_batch_with_too_large_batch[sqs]",
                sqs -> sqs.match(
                        "error_response",
                        sqs.call(
                                "ChangeMessageVisibilityBatch",
                                "QueueUrl",
                                sqs.queue("q"),
                                "Entries",
                                entries(
                                        20,
                                        i -> object(
                                                "Id",
                                                "id" + i,
                                                "ReceiptHandle",
                                                "handle",
                                                "VisibilityTimeout",
                                                123)))));
        test(
                "test_send_batch_missing_deduplication_id_for_fifo_queue[sqs]",
                sqs -> sqs.match(
                        "test_missing_deduplication_id_for_fifo_queue",
                        sqs.call(
                                "SendMessageBatch",
                                "QueueUrl",
                                sqs.queue("q.fifo", "FifoQueue", "true"),
                                "Entries",
                                List.of(object("Id", "a", "MessageBody", "b", "MessageGroupId", "g")))));
        test(
                "test_send_batch_missing_message_group_id_for_fifo_queue[sqs]",
                sqs -> sqs.match(
                        "test_missing_message_group_id_for_fifo_queue",
                        sqs.call(
                                "SendMessageBatch",
                                "QueueUrl",
                                sqs.queue("q.fifo", "FifoQueue", "true"),
                                "Entries",
                                List.of(object("Id", "a", "MessageBody", "b", "MessageDeduplicationId", "d")))));
    }

    private static void fifo() {
        test("test_fifo_empty_message_groups_added_back_to_queue[sqs]", sqs -> {
            String queue = sqs.queue("q.fifo", "FifoQueue", "True");
            send(sqs, queue, "Message 1", "MessageGroupId", "g1", "MessageDeduplicationId", "1");
            JsonNode first = receive(sqs, queue);
            sqs.match("inital-fifo-receive", first);
            delete(sqs, queue, first);
            sqs.match("empty-fifo-receive", receive(sqs, queue));
            send(sqs, queue, "Message 2", "MessageGroupId", "g1", "MessageDeduplicationId", "2");
            sqs.match("final-fifo-receive", receive(sqs, queue));
        });
        test(
                "test_fifo_queue_send_message_with_delay_seconds_fails[sqs]",
                sqs -> sqs.match(
                        "send_message",
                        send(
                                sqs,
                                sqs.queue("q.fifo", "FifoQueue", "true", "ContentBasedDeduplication", "true"),
                                "message-1",
                                "MessageGroupId",
                                "1",
                                "DelaySeconds",
                                2)));
        test("test_fifo_queue_send_message_with_zero_delay_defaults_to_queue_delay[sqs]", sqs -> {
            String queue =
                    sqs.queue("q.fifo", "FifoQueue", "true", "ContentBasedDeduplication", "true", "DelaySeconds", "20");
            sqs.match("send_message_result", send(sqs, queue, "message-1", "MessageGroupId", "1", "DelaySeconds", 0));
            sqs.match("receive_message_initial_result", receive(sqs, queue));
            sqs.pass(Duration.ofSeconds(21));
            sqs.match("receive_message_after_delay_result", receive(sqs, queue));
        });
        test("test_fifo_message_attributes[sqs]", sqs -> {
            String queue = sqs.queue(
                    "q.fifo", "FifoQueue", "true", "ContentBasedDeduplication", "true", "VisibilityTimeout", "0");
            sqs.match(
                    "send_message",
                    send(
                            sqs,
                            queue,
                            "message-body-1",
                            "MessageGroupId",
                            "group-1",
                            "MessageDeduplicationId",
                            "dedup-1"));
            sqs.match("receive_message_0", receive(sqs, queue, "AttributeNames", List.of("All")));
            sqs.match("receive_message_1", receive(sqs, queue, "AttributeNames", List.of("All")));
        });
        test("test_fifo_delete_after_visibility_timeout[sqs]", sqs -> {
            String queue = sqs.queue("q.fifo", "FifoQueue", "True", "ContentBasedDeduplication", "True");
            send(sqs, queue, "foobar", "MessageGroupId", "1");
            JsonNode received = receive(sqs, queue);
            sqs.match("received_sqs_message", received);
            sqs.pass(Duration.ofSeconds(31));
            sqs.match("delete_after_timeout_fifo", delete(sqs, queue, received));
        });
        for (String label : List.of("0-visible", "1-visible", "2-visible")) {
            test("test_fifo_group_visibility_extends_with_change_message_visibility[sqs-" + label + "]", sqs -> {
                String queue = sqs.queue("q.fifo", "FifoQueue", "true", "VisibilityTimeout", "30");
                for (String body : List.of("foo", "bar", "baz")) {
                    send(sqs, queue, body, "MessageGroupId", "1", "MessageDeduplicationId", body);
                }
                JsonNode received = receive(sqs, queue, "MaxNumberOfMessages", 5);
                sqs.match("receive_all_messages", received);
                sqs.call(
                        "ChangeMessageVisibility",
                        "QueueUrl",
                        queue,
                        "ReceiptHandle",
                        handle(received, label.charAt(0) - '0'),
                        "VisibilityTimeout",
                        300);
                sqs.pass(Duration.ofSeconds(31));
                sqs.match("some-messages-invisible", receive(sqs, queue, "MaxNumberOfMessages", 5));
            });
        }
        test("test_posting_to_fifo_requires_deduplicationid_group_id[sqs]", sqs -> {
            String queue = sqs.queue("q.fifo", "FifoQueue", "true");
            sqs.match("invalid-parameter-value", send(sqs, queue, "m", "MessageGroupId", "g"));
            sqs.match("missing-parameter", send(sqs, queue, "m", "MessageDeduplicationId", "d"));
        });
        for (boolean isByContent : List.of(true, false)) {
            String label = "[sqs-" + (isByContent ? "True" : "False") + "]";
            test("test_fifo_deduplication_arrives_once_after_delete" + label, sqs -> {
                String queue = sqs.queue("q.fifo", "FifoQueue", "true", "ContentBasedDeduplication", "true");
                Object[] ids = ids(isByContent, "group-1");
                send(sqs, queue, "{\"foo\": \"bar\"}", ids);
                JsonNode received = receive(sqs, queue);
                sqs.match("get-messages", received);
                delete(sqs, queue, received);
                send(sqs, queue, "{\"foo\": \"bar\"}", ids);
                sqs.match("get-messages-duplicate", receive(sqs, queue));
            });
            test("test_fifo_deduplication_not_on_message_group_id" + label, sqs -> {
                String queue = sqs.queue("q.fifo", "FifoQueue", "true", "ContentBasedDeduplication", "true");
                send(sqs, queue, "{\"foo\": \"bar\"}", ids(isByContent, "group-1"));
                send(sqs, queue, "{\"foo\": \"bar\"}", ids(isByContent, "group-2"));
                sqs.match("get-messages", receive(sqs, queue));
                sqs.match("get-dedup-messages", receive(sqs, queue));
            });
        }
    }

    private static Object[] ids(boolean isByContent, String group) {
        return isByContent
                ? new Object[] {"MessageGroupId", group}
                : new Object[] {"MessageGroupId", group, "MessageDeduplicationId", "dedup1"};
    }

    private static JsonNode sendAndReceive(RecordedSqs sqs, String queue, String body, String group, String id) {
        send(sqs, queue, body, "MessageGroupId", group, "MessageDeduplicationId", id);
        JsonNode received = receive(sqs, queue);
        if (received.has("Messages")) {
            delete(sqs, queue, received);
        }
        return received;
    }

    private static void fifoScopes() {
        String[] highThroughput = {
            "FifoQueue", "True", "DeduplicationScope", "messageGroup", "FifoThroughputLimit", "perMessageGroupId"
        };
        test("test_sqs_fifo_same_dedup_id_different_message_groups[sqs]", sqs -> {
            String queue = sqs.queue("q.fifo", "FifoQueue", "True");
            sqs.match("same-dedup-different-grp-1", sendAndReceive(sqs, queue, "Test", "group1", "d"));
            sqs.match("same-dedup-different-grp-2", sendAndReceive(sqs, queue, "Test", "group2", "d"));
        });
        test("test_fifo_high_throughput_ordering[sqs]", sqs -> {
            String queue = sqs.queue("q.fifo", highThroughput);
            sqs.match("same-dedup-different-grp-1", sendAndReceive(sqs, queue, "Test1", "group1", "d"));
            sqs.match("same-dedup-different-grp-2", sendAndReceive(sqs, queue, "Test2", "group2", "d"));
        });
        test("test_fifo_change_to_high_throughput_after_creation[sqs]", sqs -> {
            String queue = sqs.queue("q.fifo", "FifoQueue", "True", "DeduplicationScope", "queue");
            sqs.match("same-dedup-different-grp-1", sendAndReceive(sqs, queue, "Test1", "group1", "d"));
            sqs.match("same-dedup-different-grp-2", sendAndReceive(sqs, queue, "Test2", "group2", "d"));
            set(sqs, queue, highThroughput[2], highThroughput[3], highThroughput[4], highThroughput[5]);
            sqs.match("set-to-high-throughput", attributes(sqs, queue, "All"));
            sqs.match("same-dedup-different-grp-high-throughput", receive(sqs, queue));
            sqs.match("same-dedup-different-grp-high-throughput-2", sendAndReceive(sqs, queue, "Test3", "group3", "d"));
            sqs.match("new-dedup2-high-throughput", sendAndReceive(sqs, queue, "Test4", "group4", "d2"));
            sqs.match("same-dedup2-high-throughput", sendAndReceive(sqs, queue, "Test5", "group5", "d2"));
        });
        test("test_fifo_change_to_regular_throughput_after_creation[sqs]", sqs -> {
            String queue = sqs.queue("q.fifo", highThroughput);
            sqs.match("same-dedup-different-grp-1", sendAndReceive(sqs, queue, "Test1", "group1", "d"));
            sqs.match("same-dedup-different-grp-2", sendAndReceive(sqs, queue, "Test2", "group2", "d"));
            set(sqs, queue, "DeduplicationScope", "queue", "FifoThroughputLimit", "perQueue");
            sqs.match("set-to-regular-throughput", attributes(sqs, queue, "All"));
            sqs.match(
                    "same-dedup-different-grp-regular-throughput", sendAndReceive(sqs, queue, "Test3", "group3", "d"));
        });
        test("test_sqs_fifo_message_group_scope_no_throughput_setting[sqs]", sqs -> {
            String queue = sqs.queue("q.fifo", "FifoQueue", "True", "DeduplicationScope", "messageGroup");
            sqs.match("same-dedup-different-grp-1", sendAndReceive(sqs, queue, "Test", "group1", "d"));
            sqs.match("same-dedup-different-grp-2", sendAndReceive(sqs, queue, "Test", "group2", "d"));
        });
    }

    private static void receiving() {
        test("test_delete_after_visibility_timeout[sqs]", sqs -> {
            String queue = sqs.queue("q");
            send(sqs, queue, "foobar");
            JsonNode received = receive(sqs, queue);
            sqs.pass(Duration.ofSeconds(31));
            delete(sqs, queue, received);
            sqs.match("delete_after_timeout_queue_empty", receive(sqs, queue));
        });
        test("test_change_message_visibility_after_visibility_timeout_expiration[sqs]", sqs -> {
            String queue = sqs.queue("q");
            send(sqs, queue, "test");
            JsonNode received = receive(sqs, queue);
            sqs.pass(Duration.ofSeconds(31));
            sqs.match(
                    "visibility_timeout_expired",
                    sqs.call(
                            "ChangeMessageVisibility",
                            "QueueUrl",
                            queue,
                            "ReceiptHandle",
                            handle(received, 0),
                            "VisibilityTimeout",
                            2));
        });
        test("test_receive_message_message_attribute_names_filters[sqs]", sqs -> {
            String queue = sqs.queue("q", "VisibilityTimeout", "0");
            sqs.match(
                    "send_message_response",
                    send(
                            sqs,
                            queue,
                            "msg",
                            "MessageAttributes",
                            object(
                                    "Help.Me", text("String", "Me"),
                                    "Hello", text("String", "There"),
                                    "General", text("String", "Kenobi"))));
            Map<String, List<String>> filters = new LinkedHashMap<>();
            filters.put("empty_filter", List.of());
            filters.put("all_name", List.of("All"));
            filters.put("illegal_name_1", List.of("AWS."));
            filters.put("illegal_name_2", List.of("..foo"));
            filters.forEach((name, filter) -> sqs.match(name, receive(sqs, queue, "MessageAttributeNames", filter)));
            Map<String, List<String>> single = Map.of(
                    "all_wildcard_asterisk", List.of("*"),
                    "all_wildcard", List.of(".*"),
                    "only_non_existing_names", List.of("Foo", "Help"),
                    "only_existing", List.of("Hello", "General"),
                    "existing_and_non_existing", List.of("Foo", "Hello"),
                    "prefix_filter", List.of("Hel.*"));
            single.forEach((name, filter) -> sqs.match(
                    name, receive(sqs, queue, "MessageAttributeNames", filter).at("/Messages/0")));
        });
        for (String member : List.of("AttributeNames", "MessageSystemAttributeNames")) {
            String name = member.equals("AttributeNames") ? "attribute_names" : "message_system_attribute_names";
            test("test_receive_message_" + name + "_filters[sqs]", sqs -> {
                String queue = sqs.queue("q", "VisibilityTimeout", "0");
                send(sqs, queue, "msg", "MessageAttributes", object("Foo", text("String", "Bar")));
                sqs.match("all_attributes", receive(sqs, queue, member, List.of("All")));
                sqs.match(
                        "all_system_and_message_attributes",
                        receive(sqs, queue, member, List.of("All"), "MessageAttributeNames", List.of("All")));
                sqs.match("single_attribute", receive(sqs, queue, member, List.of("SenderId")));
                sqs.match("multiple_attributes", receive(sqs, queue, member, List.of("SenderId", "SequenceNumber")));
            });
        }
        test("test_message_system_attribute_names_with_attribute_names[sqs]", sqs -> {
            String queue = sqs.queue("q", "VisibilityTimeout", "0");
            send(sqs, queue, "msg");
            List<String> all = List.of("All");
            sqs.match("same_values", receive(sqs, queue, "MessageSystemAttributeNames", all, "AttributeNames", all));
            sqs.match(
                    "different_values",
                    receive(sqs, queue, "MessageSystemAttributeNames", all, "AttributeNames", List.of("SenderId")));
        });
        test("test_aws_trace_header_propagation[sqs]", sqs -> {
            String queue = sqs.queue("q");
            sqs.call(
                    Map.of(
                            "X-Amzn-Trace-Id",
                            "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1"),
                    "SendMessage",
                    "QueueUrl",
                    queue,
                    "MessageBody",
                    "test",
                    "MessageAttributes",
                    object("timestamp", text("Number", "1493147359900")));
            sqs.match(
                    "xray-msg",
                    receive(
                                    sqs,
                                    queue,
                                    "AttributeNames",
                                    List.of("SentTimestamp", "AWSTraceHeader"),
                                    "MessageAttributeNames",
                                    List.of("All"))
                            .at("/Messages/0"));
        });
        test("test_fair_queue_with_message_group_id[sqs]", sqs -> {
            String queue = sqs.queue("q");
            sqs.match("send_message", send(sqs, queue, "message", "MessageGroupId", "test"));
            sqs.match("get-message-with-deduplication-id", receive(sqs, queue, "AttributeNames", List.of("All")));
        });
        test("test_non_existent_queue", sqs -> {
            String queue = sqs.queue("gone");
            sqs.call("DeleteQueue", "QueueUrl", queue);
            sqs.match("queue-does-not-exist", sqs.call("GetQueueAttributes", "QueueUrl", queue));
            sqs.match("queue-does-not-exist-url", sqs.call("GetQueueUrl", "QueueName", "gone"));
        });
    }

    private static void permissions() {
        test("test_sqs_permission_lifecycle[sqs]", sqs -> {
            String queue = sqs.queue("q");
            String label = "crossaccountpermission";
            List<String> foreign = List.of("668614515564", "123456789012");
            List<String> own = List.of("123456789012");
            sqs.match("add-permission-response", permit(sqs, queue, label, foreign));
            sqs.match("get-queue-policy-attribute", attributes(sqs, queue, "Policy"));
            sqs.match("remove-permission-response", unpermit(sqs, queue, label));
            sqs.match("get-queue-policy-attribute-after-removal", attributes(sqs, queue, "Policy"));
            permit(sqs, queue, label, own);
            sqs.match("get-queue-policy-attribute-first-account-same-label", attributes(sqs, queue, "Policy"));
            sqs.match("get-queue-policy-attribute-second-account-same-label", permit(sqs, queue, label, foreign));
            permit(sqs, queue, label + "2", own);
            sqs.match("get-queue-policy-attribute-second-account-different-label", attributes(sqs, queue, "Policy"));
            unpermit(sqs, queue, label);
            sqs.match("get-queue-policy-attribute-delete-first-permission", attributes(sqs, queue, "Policy"));
            unpermit(sqs, queue, label + "2");
            sqs.match("get-queue-policy-attribute-delete-second-permission", attributes(sqs, queue, "Policy"));
            sqs.match("get-queue-policy-attribute-delete-non-existent-label", unpermit(sqs, queue, label + "2"));
        });
    }

    private static JsonNode permit(RecordedSqs sqs, String queue, String label, List<String> accounts) {
        return sqs.call(
                "AddPermission",
                "QueueUrl",
                queue,
                "Label",
                label,
                "AWSAccountIds",
                accounts,
                "Actions",
                List.of("ReceiveMessage"));
    }

    private static JsonNode unpermit(RecordedSqs sqs, String queue, String label) {
        return sqs.call("RemovePermission", "QueueUrl", queue, "Label", label);
    }
}
