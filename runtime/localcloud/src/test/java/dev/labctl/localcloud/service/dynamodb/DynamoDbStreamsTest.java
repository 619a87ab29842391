package dev.labctl.localcloud.service.dynamodb;

import static dev.labctl.localcloud.service.dynamodb.Tables.item;
import static dev.labctl.localcloud.service.dynamodb.Tables.put;
import static dev.labctl.localcloud.service.dynamodb.Tables.stream;
import static dev.labctl.localcloud.service.dynamodb.Tables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

class DynamoDbStreamsTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private DynamoDbClient dynamodb;
    private DynamoDbStreamsClient streams;

    @BeforeEach
    void clients() {
        dynamodb = cloud.client(DynamoDbClient.builder());
        streams = cloud.client(DynamoDbStreamsClient.builder());
    }

    private String createTable(String name, String viewType) {
        return dynamodb.createTable(table(name, "id:S")
                        .streamSpecification(stream(viewType))
                        .build())
                .tableDescription()
                .latestStreamArn();
    }

    private String iterator(String arn, ShardIteratorType type) {
        DescribeStreamResponse described = streams.describeStream(describe -> describe.streamArn(arn));
        return streams.getShardIterator(get -> get.streamArn(arn)
                        .shardId(described.streamDescription().shards().get(0).shardId())
                        .shardIteratorType(type))
                .shardIterator();
    }

    private List<Record> records(String arn) {
        return streams.getRecords(get -> get.shardIterator(iterator(arn, ShardIteratorType.TRIM_HORIZON)))
                .records();
    }

    @Test
    void changesAreRecordedInOrderWithBothImagesAndNothingForAWriteThatChangesNothing() {
        String arn = createTable("orders", "NEW_AND_OLD_IMAGES");
        put(dynamodb, "orders", "id", "a");
        put(dynamodb, "orders", "id", "a");
        put(dynamodb, "orders", "id", "a", "x", 1);
        dynamodb.deleteItem(delete -> delete.tableName("orders").key(item("id", "a")));
        dynamodb.deleteItem(delete -> delete.tableName("orders").key(item("id", "a")));
        List<Record> records = records(arn);
        assertThat(records)
                .extracting(Record::eventName)
                .containsExactly(OperationType.INSERT, OperationType.MODIFY, OperationType.REMOVE);
        assertThat(records.get(1).dynamodb().oldImage()).isEqualTo(item("id", "a"));
        assertThat(records.get(1).dynamodb().newImage()).isEqualTo(item("id", "a", "x", 1));
        assertThat(records.get(2).dynamodb().hasNewImage()).isFalse();
        assertThat(records).extracting(each -> each.dynamodb().sequenceNumber()).isSorted();
        assertThat(records).extracting(Record::userIdentity).containsOnlyNulls();
    }

    @Test
    void aViewTypeShowsOnlyItsImages() {
        String arn = createTable("keys", "KEYS_ONLY");
        put(dynamodb, "keys", "id", "Fred", "x", 1);
        assertThat(records(arn).get(0).dynamodb()).satisfies(change -> {
            assertThat(change.keys()).isEqualTo(item("id", "Fred"));
            assertThat(change.hasNewImage()).isFalse();
            assertThat(change.sizeBytes()).isEqualTo(6);
        });
    }

    @Test
    void theLatestIteratorSeesOnlyWhatComesAfterItAndGoesOn() {
        String arn = createTable("latest", "NEW_IMAGE");
        put(dynamodb, "latest", "id", "before");
        String latest = iterator(arn, ShardIteratorType.LATEST);
        GetRecordsResponse none = streams.getRecords(get -> get.shardIterator(latest));
        assertThat(none.records()).isEmpty();
        put(dynamodb, "latest", "id", "after");
        assertThat(streams.getRecords(get -> get.shardIterator(none.nextShardIterator()))
                        .records())
                .singleElement()
                .satisfies(each -> assertThat(each.dynamodb().keys()).isEqualTo(item("id", "after")));
    }

    @Test
    void aSwitchedOffStreamKeepsItsRecordsAndEnds() {
        String arn = createTable("ended", "NEW_IMAGE");
        put(dynamodb, "ended", "id", "a");
        dynamodb.updateTable(
                update -> update.tableName("ended").streamSpecification(spec -> spec.streamEnabled(false)));
        put(dynamodb, "ended", "id", "b");
        GetRecordsResponse response =
                streams.getRecords(get -> get.shardIterator(iterator(arn, ShardIteratorType.TRIM_HORIZON)));
        assertThat(response.records()).hasSize(1);
        assertThat(response.nextShardIterator()).isNull();
        assertThat(streams.describeStream(describe -> describe.streamArn(arn))
                        .streamDescription()
                        .streamStatusAsString())
                .isEqualTo("DISABLED");
    }

    @Test
    void recordsAreGoneAfterADayAndIteratorsAfterAQuarterOfAnHour() {
        String arn = createTable("old", "NEW_IMAGE");
        put(dynamodb, "old", "id", "a");
        String iterator = iterator(arn, ShardIteratorType.TRIM_HORIZON);
        cloud.cloud().environment().clock().advance(Duration.ofMinutes(16));
        assertThatThrownBy(() -> streams.getRecords(get -> get.shardIterator(iterator)))
                .isInstanceOf(ExpiredIteratorException.class);
        assertThat(records(arn)).hasSize(1);
        cloud.cloud().environment().clock().advance(Duration.ofHours(24));
        assertThat(records(arn)).isEmpty();
        put(dynamodb, "old", "id", "b");
        assertThat(records(arn)).hasSize(1);
    }

    @Test
    void expiredItemsAreDeletedByTheServiceAlsoWhenTheyExpiredWhileItWasDown() throws InterruptedException {
        String arn = createTable("sessions", "NEW_AND_OLD_IMAGES");
        dynamodb.updateTimeToLive(update -> update.tableName("sessions")
                .timeToLiveSpecification(spec -> spec.enabled(true).attributeName("expires")));
        long now = Instant.now().getEpochSecond();
        put(dynamodb, "sessions", "id", "soon", "expires", now + 3600);
        put(dynamodb, "sessions", "id", "later", "expires", now + 7200);
        put(dynamodb, "sessions", "id", "never", "expires", "text");
        cloud.cloud().environment().clock().advance(Duration.ofMinutes(61));
        awaitCount("sessions", 2);
        assertThat(records(arn)).last().satisfies(removed -> {
            assertThat(removed.eventName()).isEqualTo(OperationType.REMOVE);
            assertThat(removed.dynamodb().oldImage()).containsEntry("id", Tables.s("soon"));
            assertThat(removed.userIdentity().principalId()).isEqualTo("dynamodb.amazonaws.com");
            assertThat(removed.userIdentity().type()).isEqualTo("Service");
        });
        cloud.restart();
        cloud.cloud().environment().clock().advance(Duration.ofMinutes(60));
        awaitCount("sessions", 1);
    }

    private void awaitCount(String table, int count) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (dynamodb.scan(scan -> scan.tableName(table)).count() != count && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertThat(dynamodb.scan(scan -> scan.tableName(table)).count()).isEqualTo(count);
    }

    @Test
    void everythingIsThereAfterARestart() {
        String arn = createTable("kept", "NEW_IMAGE");
        put(dynamodb, "kept", "id", "a", "x", 1);
        cloud.restart();
        assertThat(dynamodb.getItem(get -> get.tableName("kept").key(item("id", "a")))
                        .item())
                .isEqualTo(item("id", "a", "x", 1));
        put(dynamodb, "kept", "id", "b");
        assertThat(records(arn))
                .hasSize(2)
                .extracting(each -> each.dynamodb().sequenceNumber())
                .isSorted();
    }
}
