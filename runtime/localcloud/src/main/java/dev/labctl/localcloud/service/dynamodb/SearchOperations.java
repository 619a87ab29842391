package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.service.dynamodb.expression.Condition;
import dev.labctl.localcloud.service.dynamodb.expression.ExpressionKind;
import dev.labctl.localcloud.service.dynamodb.expression.Projection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/** Query and Scan, of tables and of indexes. */
final class SearchOperations {
    private static final String INVALID = "One or more parameter values were invalid: ";
    private static final String SELECTS = "SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES";
    private static final int MAX_SEGMENTS = 1_000_000;

    private final TableCatalog catalog;
    private final ItemStore items;

    SearchOperations(TableCatalog catalog, ItemStore items) {
        this.catalog = catalog;
        this.items = items;
    }

    QueryResponse query(QueryRequest request, Call call) {
        new Constraints()
                .table(request.tableName())
                .name("indexName", request.indexName())
                .atLeast("limit", request.limit(), 1)
                .oneOf("select", request.select(), request.selectAsString(), SELECTS)
                .check();
        Expressions expressions = new Expressions(
                        request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null,
                        request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : null)
                .legacy("KeyConditions", request.hasKeyConditions())
                .legacy("QueryFilter", request.hasQueryFilter())
                .legacy("AttributesToGet", request.hasAttributesToGet());
        Condition keyCondition = expressions.condition(ExpressionKind.KEY_CONDITION, request.keyConditionExpression());
        Condition filter = expressions.condition(ExpressionKind.FILTER, request.filterExpression());
        Projection projection = expressions.projection(request.projectionExpression());
        expressions.finish();
        if (keyCondition == null) {
            keyCondition = legacyKeyCondition(request);
        }
        if (filter == null && request.hasQueryFilter()) {
            filter = LegacyParameters.filter(request.queryFilter(), request.conditionalOperator());
        }
        if (request.hasAttributesToGet()) {
            projection = LegacyParameters.attributes(request.attributesToGet());
        }
        LiveTable table = catalog.forItems(call.region(), request.tableName());
        IndexDefinition index = index(table, request.indexName());
        boolean consistent = Boolean.TRUE.equals(request.consistentRead());
        requireConsistencyAllowed(index, consistent);
        KeyDefinition key = index == null ? table.row().key() : index.key();
        KeyRange range = KeyRange.of(keyCondition, key);
        requireNonKeyFilter(filter, key);
        boolean readsTable = readsTable(table, index, request.select(), projection);
        Search.Page page = new Search(
                        table,
                        index,
                        range,
                        request.hasExclusiveStartKey() ? request.exclusiveStartKey() : null,
                        !Boolean.FALSE.equals(request.scanIndexForward()),
                        request.limit(),
                        filter == null ? new Condition.Always() : filter,
                        projection,
                        readsTable,
                        consistent)
                .read(items);
        return QueryResponse.builder()
                .items(request.select() == Select.COUNT ? null : page.items())
                .count(page.items().size())
                .scannedCount(page.scanned())
                .lastEvaluatedKey(page.lastKey())
                .consumedCapacity(page.capacity().show(request.returnConsumedCapacity()))
                .build();
    }

    private static Condition legacyKeyCondition(QueryRequest request) {
        if (!request.hasKeyConditions()) {
            throw AwsError.validation(
                    "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
        }
        return LegacyParameters.filter(request.keyConditions(), null);
    }

    private static void requireNonKeyFilter(@Nullable Condition filter, KeyDefinition key) {
        for (String attribute : filter == null ? List.<String>of() : KeyRange.attributes(filter)) {
            if (key.contains(attribute)) {
                throw AwsError.validation(
                        "Filter Expression can only contain non-primary key attributes: Primary key attribute: "
                                + attribute);
            }
        }
    }

    ScanResponse scan(ScanRequest request, Call call) {
        new Constraints()
                .table(request.tableName())
                .name("indexName", request.indexName())
                .atLeast("limit", request.limit(), 1)
                .atLeast("totalSegments", request.totalSegments(), 1)
                .atMost("totalSegments", request.totalSegments(), MAX_SEGMENTS)
                .atLeast("segment", request.segment(), 0)
                .oneOf("select", request.select(), request.selectAsString(), SELECTS)
                .check();
        Expressions expressions = new Expressions(
                        request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null,
                        request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : null)
                .legacy("ScanFilter", request.hasScanFilter())
                .legacy("AttributesToGet", request.hasAttributesToGet());
        Condition filter = expressions.condition(ExpressionKind.FILTER, request.filterExpression());
        Projection projection = expressions.projection(request.projectionExpression());
        expressions.finish();
        if (filter == null && request.hasScanFilter()) {
            filter = LegacyParameters.filter(request.scanFilter(), request.conditionalOperator());
        }
        if (request.hasAttributesToGet()) {
            projection = LegacyParameters.attributes(request.attributesToGet());
        }
        KeyRange range = segment(request);
        LiveTable table = catalog.forItems(call.region(), request.tableName());
        IndexDefinition index = index(table, request.indexName());
        boolean consistent = Boolean.TRUE.equals(request.consistentRead());
        requireConsistencyAllowed(index, consistent);
        boolean readsTable = readsTable(table, index, request.select(), projection);
        Search.Page page = new Search(
                        table,
                        index,
                        range,
                        request.hasExclusiveStartKey() ? request.exclusiveStartKey() : null,
                        true,
                        request.limit(),
                        filter == null ? new Condition.Always() : filter,
                        projection,
                        readsTable,
                        consistent)
                .read(items);
        return ScanResponse.builder()
                .items(request.select() == Select.COUNT ? null : page.items())
                .count(page.items().size())
                .scannedCount(page.scanned())
                .lastEvaluatedKey(page.lastKey())
                .consumedCapacity(page.capacity().show(request.returnConsumedCapacity()))
                .build();
    }

    private static KeyRange segment(ScanRequest request) {
        Integer segment = request.segment();
        Integer total = request.totalSegments();
        if (segment == null && total == null) {
            return KeyRange.segment(0, 1);
        }
        if (total == null) {
            throw AwsError.validation(
                    "The TotalSegments parameter is required but was not present in the request when Segment parameter"
                            + " is present");
        }
        if (segment == null) {
            throw AwsError.validation(
                    "The Segment parameter is required but was not present in the request when parameter TotalSegments"
                            + " is present");
        }
        if (segment >= total) {
            throw AwsError.validation(
                    "The Segment parameter is zero-based and must be less than parameter TotalSegments:" + " Segment: "
                            + segment + " is not less than TotalSegments: " + total);
        }
        return KeyRange.segment(segment, total);
    }

    static @Nullable IndexDefinition index(LiveTable table, @Nullable String name) {
        return name == null
                ? null
                : table.row()
                        .index(name)
                        .orElseThrow(() -> AwsError.validation("The table does not have the specified index: " + name));
    }

    static void requireConsistencyAllowed(@Nullable IndexDefinition index, boolean consistent) {
        if (consistent && index != null && index.isGlobal()) {
            throw AwsError.validation("Consistent reads are not supported on global secondary indexes");
        }
    }

    /** Whether items are to be fetched from the table because the index does not hold all that is asked for. */
    static boolean readsTable(
            LiveTable table,
            @Nullable IndexDefinition index,
            @Nullable Select select,
            @Nullable Projection projection) {
        if (projection != null && select != null && select != Select.SPECIFIC_ATTRIBUTES) {
            throw AwsError.validation(
                    select == Select.COUNT
                            ? "Cannot specify the ProjectionExpression when choosing to get only the Count"
                            : "Cannot specify the ProjectionExpression when choosing to get " + select);
        }
        if (select == Select.SPECIFIC_ATTRIBUTES && projection == null) {
            throw AwsError.validation("Must specify the AttributesToGet or ProjectionExpression when choosing to get "
                    + "SPECIFIC_ATTRIBUTES");
        }
        if (index == null) {
            if (select == Select.ALL_PROJECTED_ATTRIBUTES) {
                throw AwsError.validation("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
            }
            return false;
        }
        if (select == Select.ALL_ATTRIBUTES && !index.projectsAll()) {
            if (index.isGlobal()) {
                throw AwsError.validation(INVALID + "Select type ALL_ATTRIBUTES is not supported for global secondary "
                        + "index " + index.name() + " because its projection type is not ALL");
            }
            return true;
        }
        List<String> missing = projection == null
                ? List.of()
                : projection.roots().stream()
                        .filter(root -> !index.projects(root, table.row().key()))
                        .toList();
        if (!missing.isEmpty() && index.isGlobal()) {
            throw AwsError.validation(
                    INVALID + "Global secondary index " + index.name() + " does not project " + missing);
        }
        return !missing.isEmpty();
    }
}
