package dev.labctl.cli.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Archives of the native pg_dump, read and checked. */
class ArchiveCheckTest {
    private static final TestPostgres SERVER = TestPostgres.get();

    @TempDir
    private static Path folder;

    private static String database = "";

    @BeforeAll
    static void fill() throws Exception {
        database = SERVER.createDatabaseFrom("/archive/sample.sql");
    }

    @Test
    void everyTableIsListedWithItsRows() throws Exception {
        Path archive = SERVER.dump(database, folder.resolve("plain.dump"), "-Fc");

        ArchiveReport report = check(Files.readAllBytes(archive));

        assertThat(report.bytes()).isEqualTo(Files.size(archive));
        assertThat(report.contents().header().database()).isEqualTo(database);
        assertThat(report.contents().header().compression()).isEqualTo(Compression.GZIP);
        assertThat(report.contents().header().serverVersion()).startsWith("15.");
        assertThat(report.tables())
                .extracting(ArchiveReport.Table::schema, ArchiveReport.Table::name, ArchiveReport.Table::rows)
                .contains(
                        tuple("public", "customers", 404L),
                        tuple("Odd \"Schema\"", "Order, (lines)", 3000L),
                        tuple("public", "empty_table", 0L),
                        tuple("public", "no_columns", 2L));
        assertThat(report.largeObjects()).isEqualTo(3);
        assertThat(report.largeObjectBytes()).isEqualTo(300_011);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void everyShapeOfArchiveSaysTheSame(Compression compression) throws Exception {
        byte[] archive = Files.readAllBytes(SERVER.dump(database, folder.resolve("shapes.dump"), "-Fc"));
        ArchiveReport expected = check(archive);
        for (int minor = 14; minor <= 16; minor++) {
            if (minor == 14 && (compression == Compression.LZ4 || compression == Compression.ZSTD)) {
                continue;
            }
            for (int intSize : new int[] {4, 8, 16}) {
                Rewritten shape = new Rewritten(minor, intSize, intSize == 4 ? 4 : 8, compression, intSize != 8);
                ArchiveReport report = check(shape.of(archive));

                assertThat(report.contents().header().version()).isEqualTo("1." + minor + "-0");
                assertThat(report.contents().header().compression()).isEqualTo(compression);
                assertThat(counts(report)).as("%s", shape).isEqualTo(counts(expected));
                assertThat(report.largeObjectBytes()).isEqualTo(expected.largeObjectBytes());
            }
        }
    }

    @Test
    void blocksCanBeReadInAnyOrder() throws Exception {
        Path file = SERVER.dump(database, folder.resolve("order.dump"), "-Fc");
        for (boolean offsets : new boolean[] {true, false}) {
            Path shaped = folder.resolve("order-" + offsets);
            Files.write(shaped, new Rewritten(16, 4, 8, Compression.ZSTD, offsets).of(Files.readAllBytes(file)));
            RandomAccessArchive archive = new RandomAccessArchive(ArchiveSource.file(shaped));
            List<TocEntry> entries = new ArrayList<>(archive.contents().withData());
            Collections.reverse(entries);
            long rows = 0;
            for (TocEntry entry : entries) {
                try (RandomAccessArchive.OpenBlock open = archive.open(entry)) {
                    rows += entry.isLargeObjects() ? 0 : new CopyRows(open.block()).count();
                }
            }
            assertThat(rows).isEqualTo(check(Files.readAllBytes(file)).rows());
        }
    }

    @Test
    void anEmptyDatabaseAndInsertCommandsAreArchivesToo() throws Exception {
        String empty = SERVER.createDatabase("");
        assertThat(check(Files.readAllBytes(SERVER.dump(empty, folder.resolve("empty.dump"), "-Fc")))
                        .tables())
                .isEmpty();
        ArchiveReport inserts =
                check(Files.readAllBytes(SERVER.dump(database, folder.resolve("inserts.dump"), "-Fc", "--inserts")));
        assertThat(inserts.tables())
                .allSatisfy(table -> assertThat(table.rows()).isEqualTo(-1));
    }

    @Test
    void columnsOfACopyStatementAreCountedThroughQuotes() {
        assertThat(CopyRows.columns("COPY public.t (a, b) FROM stdin;\n")).isEqualTo(2);
        assertThat(CopyRows.columns("COPY \"a(b\".\"c,d\" (\"x,y\", \"q\"\",\") FROM stdin;\n"))
                .isEqualTo(2);
        assertThat(CopyRows.columns("COPY public.no_columns  FROM stdin;\n")).isZero();
    }

    private static List<String> counts(ArchiveReport report) {
        return report.tables().stream()
                .map(table -> table.schema() + "." + table.name() + " " + table.rows() + " " + table.contentBytes())
                .toList();
    }

    private static ArchiveReport check(byte[] archive) throws IOException {
        return ArchiveCheck.of(new ByteArrayInputStream(archive));
    }
}
