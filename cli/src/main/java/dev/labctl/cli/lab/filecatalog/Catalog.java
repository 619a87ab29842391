package dev.labctl.cli.lab.filecatalog;

import dev.labctl.cli.cloud.DynamoDb;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.wire.filecatalog.CatalogAttribute;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The deployed lab's table. */
final class Catalog {
    private final DynamoDb dynamoDb;
    private final String table;

    Catalog(Deployment deployment) {
        this.dynamoDb = deployment.cloud().dynamoDb();
        this.table = deployment.output(FileCatalogLab.TABLE);
    }

    /** All rows, or those of one key in the order of their events. */
    Stream<Map<String, Object>> rows(Optional<String> key) {
        return key.map(this::rows).orElseGet(() -> dynamoDb.scan(table));
    }

    /** The rows of one key, in the order of their events. */
    Stream<Map<String, Object>> rows(String key) {
        return dynamoDb.query(table, CatalogAttribute.FILE_KEY, key);
    }

    /** The row that an upload's version got. */
    Optional<Map<String, Object>> row(String key, String version) {
        return rows(key)
                .filter(row -> version.equals(row.get(CatalogAttribute.VERSION_ID)))
                .findFirst();
    }

    /** Deletes the rows of all keys that begin like this. */
    void deleteRowsUnder(String prefix) {
        List<Map<String, Object>> doomed = dynamoDb.scan(table)
                .filter(row ->
                        String.valueOf(row.get(CatalogAttribute.FILE_KEY)).startsWith(prefix))
                .toList();
        for (Map<String, Object> row : doomed) {
            dynamoDb.delete(
                    table,
                    Map.of(
                            CatalogAttribute.FILE_KEY, String.valueOf(row.get(CatalogAttribute.FILE_KEY)),
                            CatalogAttribute.TIMESTAMP, String.valueOf(row.get(CatalogAttribute.TIMESTAMP))));
        }
    }
}
