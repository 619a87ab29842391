package dev.labctl.runtime.lab.filecatalog;

import static dev.labctl.wire.filecatalog.CatalogAttribute.BUCKET_NAME;
import static dev.labctl.wire.filecatalog.CatalogAttribute.CONTENT_PREVIEW;
import static dev.labctl.wire.filecatalog.CatalogAttribute.CONTENT_TYPE;
import static dev.labctl.wire.filecatalog.CatalogAttribute.ETAG;
import static dev.labctl.wire.filecatalog.CatalogAttribute.EVENT_NAME;
import static dev.labctl.wire.filecatalog.CatalogAttribute.FILE_KEY;
import static dev.labctl.wire.filecatalog.CatalogAttribute.FILE_SIZE;
import static dev.labctl.wire.filecatalog.CatalogAttribute.LAST_MODIFIED;
import static dev.labctl.wire.filecatalog.CatalogAttribute.PROCESSED_AT;
import static dev.labctl.wire.filecatalog.CatalogAttribute.TIMESTAMP;
import static dev.labctl.wire.filecatalog.CatalogAttribute.VERSION_ID;

import dev.labctl.runtime.event.ObjectEvent;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/** The catalog: a row for each event, the same row when the event comes again. */
final class CatalogTable {
    private final DynamoDbClient dynamoDb;
    private final String tableName;
    private final Clock clock;

    CatalogTable(DynamoDbClient dynamoDb, String tableName, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.tableName = tableName;
        this.clock = clock;
    }

    /** Adds the event's row; false when it is there already. */
    boolean add(ObjectEvent created, InspectedFile file) {
        try {
            dynamoDb.putItem(PutItemRequest.builder()
                    .tableName(tableName)
                    .item(row(created, file))
                    .conditionExpression("attribute_not_exists(" + FILE_KEY + ")")
                    .build());
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    private Map<String, AttributeValue> row(ObjectEvent created, InspectedFile file) {
        Map<String, AttributeValue> row = new HashMap<>();
        row.put(FILE_KEY, AttributeValue.fromS(created.key()));
        row.put(TIMESTAMP, AttributeValue.fromS(created.time() + "#" + created.sequencer()));
        row.put(BUCKET_NAME, AttributeValue.fromS(created.bucket()));
        row.put(FILE_SIZE, AttributeValue.fromN(Long.toString(file.size())));
        row.put(CONTENT_TYPE, AttributeValue.fromS(file.contentType()));
        row.put(LAST_MODIFIED, AttributeValue.fromS(file.lastModified().toString()));
        row.put(ETAG, AttributeValue.fromS(created.etag()));
        row.put(EVENT_NAME, AttributeValue.fromS(created.name()));
        row.put(PROCESSED_AT, AttributeValue.fromS(clock.instant().toString()));
        file.preview().ifPresent(preview -> row.put(CONTENT_PREVIEW, AttributeValue.fromS(preview)));
        created.version().ifPresent(version -> row.put(VERSION_ID, AttributeValue.fromS(version)));
        return row;
    }
}
