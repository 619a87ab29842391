package dev.labctl.runtime.lab.dbreplication;

import dev.labctl.wire.dbreplication.InvalidFileException;
import dev.labctl.wire.dbreplication.InventoryItem;
import dev.labctl.wire.dbreplication.SeedRequest;
import dev.labctl.wire.dbreplication.SeedRequest.CsvFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import software.amazon.awssdk.services.s3.S3Client;

/** Writes the rows a request asks for into a table that the same transaction has emptied. */
final class SeedRows {
    /** How many can be generated: the primary key is a 32-bit integer. */
    static final long MOST = Integer.MAX_VALUE;

    private static final List<InventoryItem> SAMPLES = List.of(
            new InventoryItem(1, "Widget Alpha", 25),
            new InventoryItem(2, "Widget Beta", 12),
            new InventoryItem(3, "Widget Gamma", 7));
    private static final int BATCH = 1_000;
    private static final int COPY_BUFFER = 64 * 1024;
    private static final int LONGEST_HEADER = 64 * 1024;
    private static final String COLUMN = "^[A-Za-z_][A-Za-z0-9_]*$";

    private final InventoryTable table;
    private final S3Client s3;

    SeedRows(InventoryTable table, S3Client s3) {
        this.table = table;
        this.s3 = s3;
    }

    /**
     * Writes them.
     *
     * @param isOrdinary whether the table stores its rows itself
     * @return how many
     * @throws IllegalArgumentException when the request asks for more than one kind, or for a number that cannot be
     * @throws InvalidFileException when the file is not one that COPY could read
     * @throws SQLException when the database refuses a row, naming it
     */
    long write(Connection connection, SeedRequest request, boolean isOrdinary) throws SQLException, IOException {
        long kinds = Stream.of(request.items(), request.rows(), request.csv())
                .filter(Objects::nonNull)
                .count();
        if (kinds > 1) {
            throw new IllegalArgumentException("give one of items, rows and csv");
        }
        if (request.rows() != null) {
            return generate(connection, request.rows());
        }
        if (request.csv() != null) {
            return load(connection, request.csv(), isOrdinary);
        }
        return insert(connection, Objects.requireNonNullElse(request.items(), SAMPLES));
    }

    private long insert(Connection connection, List<InventoryItem> items) throws SQLException {
        String sql = "INSERT INTO %s (item_id, item_name, quantity) VALUES (?, ?, ?)".formatted(table.quoted());
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            int waiting = 0;
            for (InventoryItem item : items) {
                insert.setInt(1, item.itemId());
                insert.setString(2, item.itemName());
                insert.setInt(3, item.quantity());
                insert.addBatch();
                if (++waiting == BATCH) {
                    insert.executeBatch();
                    waiting = 0;
                }
            }
            insert.executeBatch();
        }
        return items.size();
    }

    /** Rows that differ, and are the same each time but for {@code updated_at}. */
    private long generate(Connection connection, long rows) throws SQLException {
        if (rows < 0 || rows > MOST) {
            throw new IllegalArgumentException("rows must be 0 to %d: %d".formatted(MOST, rows));
        }
        String sql = """
                INSERT INTO %s (item_id, item_name, quantity)
                SELECT n, 'Widget ' || n, n %% 1000 FROM generate_series(1, ?::integer) AS n""".formatted(table.quoted());
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setLong(1, rows);
            return insert.executeLargeUpdate();
        }
    }

    private long load(Connection connection, CsvFile csv, boolean isOrdinary) throws SQLException, IOException {
        try (InputStream file = new BufferedInputStream(
                s3.getObject(request -> request.bucket(csv.bucket()).key(csv.key())))) {
            String header = firstLine(file);
            if (header.isBlank()) {
                throw new InvalidFileException("line 1 must name the columns");
            }
            // As rows that had always been there: transactions that are older than them would else find the table
            // empty.
            String sql = "COPY %s (%s) FROM STDIN (FORMAT csv, FREEZE %s)"
                    .formatted(table.quoted(), columns(header), isOrdinary);
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(sql, new WithoutEndMarker(file, 2), COPY_BUFFER);
        }
    }

    private static String firstLine(InputStream file) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = file.read(); next != -1 && next != '\n'; next = file.read()) {
            if (line.size() == LONGEST_HEADER) {
                throw new InvalidFileException("line 1 is longer than %d bytes".formatted(LONGEST_HEADER));
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static String columns(String header) {
        String plain = header.startsWith("\uFEFF") ? header.substring(1) : header;
        return Arrays.stream(plain.split(",", -1))
                .map(String::strip)
                .map(name -> name.startsWith("\"") && name.endsWith("\"") && name.length() > 1
                        ? name.substring(1, name.length() - 1)
                        : name)
                .peek(name -> {
                    if (!name.matches(COLUMN)) {
                        throw new InvalidFileException("line 1 names a column that cannot be: " + name);
                    }
                })
                .map(name -> '"' + name + '"')
                .collect(Collectors.joining(", "));
    }
}
