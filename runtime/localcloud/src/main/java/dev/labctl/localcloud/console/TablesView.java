package dev.labctl.localcloud.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Tables, and their first items. */
final class TablesView implements View {
    private static final int ITEMS = 50;

    @Override
    public String name() {
        return "tables";
    }

    @Override
    public List<Item> items(Calls calls) {
        List<Item> items = new ArrayList<>();
        @Nullable String last = null;
        do {
            ListTablesResponse page = calls.call(
                    ListTablesRequest.builder().exclusiveStartTableName(last).build(), ListTablesResponse.class);
            page.tableNames().forEach(name -> items.add(new Item(name, () -> row(describe(calls, name)))));
            last = page.lastEvaluatedTableName();
        } while (last != null);
        return items;
    }

    private static TableDescription describe(Calls calls, String name) {
        return calls.call(DescribeTableRequest.builder().tableName(name).build(), DescribeTableResponse.class)
                .table();
    }

    private static Facts row(TableDescription table) {
        return new Facts()
                .with("name", table.tableName())
                .with("status", table.tableStatusAsString())
                .with("items", table.itemCount())
                .with("bytes", table.tableSizeBytes())
                .with("keys", keys(table.keySchema()))
                .with("created", table.creationDateTime());
    }

    private static String keys(List<KeySchemaElement> schema) {
        return schema.stream().map(KeySchemaElement::attributeName).collect(Collectors.joining(", "));
    }

    @Override
    public Facts details(Calls calls, String name) {
        TableDescription table = describe(calls, name);
        Map<String, String> indexes = new LinkedHashMap<>();
        table.globalSecondaryIndexes().forEach(index -> indexes.put(index.indexName(), keys(index.keySchema())));
        table.localSecondaryIndexes().forEach(index -> indexes.put(index.indexName(), keys(index.keySchema())));
        List<Map<String, Object>> items =
                calls
                        .call(ScanRequest.builder().tableName(name).limit(ITEMS).build(), ScanResponse.class)
                        .items()
                        .stream()
                        .map(TablesView::item)
                        .toList();
        return row(table)
                .with("indexes", indexes)
                .with("stream", table.latestStreamArn())
                .with(
                        "keyNames",
                        table.keySchema().stream()
                                .map(KeySchemaElement::attributeName)
                                .toList())
                .with("firstItems", items);
    }

    private static Map<String, Object> item(Map<String, AttributeValue> item) {
        Map<String, Object> shown = new TreeMap<>();
        item.forEach((name, value) -> shown.put(name, value(value)));
        return shown;
    }

    private static Object value(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s();
            case N -> value.n();
            case BOOL -> value.bool();
            case NUL -> "null";
            case B -> value.b().asByteArrayUnsafe().length + " bytes";
            case BS -> value.bs().size() + " byte strings";
            case SS -> value.ss();
            case NS -> value.ns();
            case L -> value.l().stream().map(TablesView::value).toList();
            case M -> item(value.m());
            case UNKNOWN_TO_SDK_VERSION -> value.toString();
        };
    }
}
