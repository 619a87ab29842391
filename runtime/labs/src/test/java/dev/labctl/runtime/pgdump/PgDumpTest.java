package dev.labctl.runtime.pgdump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both kinds of pg_dump against a real server with TLS and passwords. */
@Tag("long")
class PgDumpTest {
    @TempDir
    private static Path folder;

    private static TestServer server;

    private final PgDump wasm = new WasmPgDump();

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(folder);
        server.execute("postgres", "CREATE DATABASE \"odd = name\"");
        server.execute("odd = name", server.resource("/pgdump/sample.sql"));
    }

    @AfterAll
    static void stop() throws IOException {
        server.stop();
    }

    @Test
    void theBuiltInOneDumpsOverTlsWithAPassword() throws Exception {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();

        DumpResult result = wasm.run(server.request("odd = name"), archive);

        assertThat(result.errors()).isEmpty();
        assertThat(result.isClean()).isTrue();
        byte[] bytes = archive.toByteArray();
        assertThat(new String(bytes, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("PGDMP");
        assertThat(bytes[6]).as("archive version 1.16").isEqualTo((byte) 16);
        assertThat(bytes[11]).as("gzip").isEqualTo((byte) 1);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text).contains("odd = name", "Order, (lines)", "CREATE POLICY everybody", "BLOB METADATA");
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 16_384, 32_750, 40_000, 65_536, 400_000, 9_000_000})
    @Timeout(60)
    void aLongRowThatIsTheLastIsNotWaitedForTwice(int length) throws Exception {
        server.execute("odd = name", "CREATE TABLE long AS SELECT repeat('x', %d) AS text".formatted(length));
        try {
            DumpResult result = wasm.run(server.request("odd = name"), OutputStream.nullOutputStream());

            assertThat(result.errors()).isEmpty();
            assertThat(result.isClean()).isTrue();
        } finally {
            server.execute("odd = name", "DROP TABLE long");
        }
    }

    @Test
    void aWrongPasswordAndAMissingDatabaseAreSaidAsPgDumpSaysThem() throws Exception {
        DumpRequest good = server.request("postgres");
        DumpRequest wrong = new DumpRequest(
                good.host(),
                good.port(),
                good.database(),
                good.user(),
                "wrong",
                good.rootCertificates(),
                Optional.empty());

        assertFailure(wrong, "password authentication failed for user \"app\"");
        assertFailure(server.request("missing"), "database \"missing\" does not exist");
        assertThat(wrong.toString()).doesNotContain("wrong");
    }

    @Test
    void withoutTrustInTheCertificateNothingIsSent() throws Exception {
        DumpRequest good = server.request("postgres");
        Path nobody = Files.writeString(folder.resolve("nobody.pem"), "");
        assertFailure(
                new DumpRequest(
                        good.host(), good.port(), "postgres", "app", "x", Optional.of(nobody), Optional.empty()),
                "pg_dump: error");
        assertFailure(
                new DumpRequest(
                        "127.0.0.1", good.port(), "postgres", "app", "x", good.rootCertificates(), Optional.empty()),
                "No subject alternative names matching IP address 127.0.0.1");
        assertFailure(
                new DumpRequest(
                        good.host(),
                        good.port(),
                        "postgres",
                        "app",
                        TestServer.PASSWORD,
                        Optional.empty(),
                        Optional.empty()),
                "pg_hba.conf rejects connection");
    }

    @Test
    void aConnectionThatBreaksIsAFailure() throws Exception {
        big();
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        DumpResult result = wasm.run(server.plain("big"), new OutputStream() {
            @Override
            public void write(int b) {
                archive.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                if (archive.size() == 0) {
                    server.ask(
                            "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'big'");
                }
                archive.write(bytes, offset, length);
            }
        });

        assertThat(result.isClean()).isFalse();
        assertThat(result.errors()).contains("pg_dump: error:");
    }

    @Test
    void anOutputThatFailsIsToldToTheCaller() {
        big();
        assertThatThrownBy(() -> wasm.run(server.plain("big"), new Failing()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("disk full");
    }

    @Test
    void aDumpCanBeInterrupted() throws Exception {
        big();
        for (PgDump dump : dumps()) {
            CountDownLatch begun = new CountDownLatch(1);
            AtomicReference<Throwable> end = new AtomicReference<>();
            Thread dumping = new Thread(() -> {
                try {
                    dump.run(server.plain("big"), new OutputStream() {
                        @Override
                        public void write(int b) {
                            begun.countDown();
                        }

                        @Override
                        public void write(byte[] bytes, int offset, int length) {
                            begun.countDown();
                        }
                    });
                } catch (IOException | InterruptedException e) {
                    end.set(e);
                }
            });
            dumping.start();
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

            dumping.interrupt();
            dumping.join(60_000);

            assertThat(dumping.isAlive()).as(dump.version()).isFalse();
            assertThat(end.get()).as(dump.version()).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void theNativeOneGetsItsPasswordAndNothingElse() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("client/bin"));
        Path lib = Files.createDirectories(folder.resolve("client/lib"));
        Files.createFile(lib.resolve("libpq.so.5"));
        Path program = Files.writeString(bin.resolve("pg_dump"), """
                #!/bin/sh
                case "$1" in --version) echo "pg_dump (PostgreSQL) 99.1 (Test)"; exit;; esac
                case "$*" in *nowhere*) echo "connection failed"; exit 1;; esac
                echo "$@"
                env
                echo "pg_dump: error: asked to" >&2
                exit 3
                """);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        ByteArrayOutputStream said = new ByteArrayOutputStream();

        PgDump dump = PgDumps.choose(99, List.of(bin));
        DumpResult result = dump.run(server.request("some db"), said);

        assertThat(dump.version()).isEqualTo("pg_dump (PostgreSQL) 99.1");
        assertThat(result).isEqualTo(new DumpResult(3, "pg_dump: error: asked to\n"));
        assertThat(result.isClean()).isFalse();
        assertThat(said.toString(StandardCharsets.UTF_8).lines())
                .contains(
                        "--format=custom --compress=zstd:3 --no-password",
                        "PGPASSWORD=" + TestServer.PASSWORD,
                        "PGDATABASE=some db",
                        "PGSSLMODE=verify-full",
                        "LD_LIBRARY_PATH=" + lib)
                .noneMatch(line -> line.startsWith("AWS_") || line.startsWith("HOME="));
    }

    @Test
    void aNativeOneOfTheMachineDumpsToo() throws Exception {
        NativePgDump dump = dumps().stream()
                .filter(NativePgDump.class::isInstance)
                .map(NativePgDump.class::cast)
                .findFirst()
                .orElse(null);
        Assumptions.assumeTrue(dump != null, "no pg_dump of version 15 or newer is installed on this machine");
        ByteArrayOutputStream archive = new ByteArrayOutputStream();

        DumpResult result = dump.run(server.request("odd = name"), archive);

        assertThat(result).isEqualTo(new DumpResult(0, ""));
        assertThat(archive.toString(StandardCharsets.ISO_8859_1)).startsWith("PGDMP");
    }

    @Test
    void theBuiltInOneIsTakenWhenNothingNativeIsNewEnough() throws Exception {
        assertThat(PgDumps.choose(18, List.of(folder.resolve("nothing")))).isInstanceOf(WasmPgDump.class);
        assertThatThrownBy(() -> PgDumps.choose(98, List.of(folder.resolve("nothing"))))
                .isInstanceOf(UnsupportedServerException.class)
                .hasMessageContaining("the server is PostgreSQL 98")
                .hasMessageContaining("labctl deploy rds-backup --pg-client DIR");
    }

    @Test
    void anArchiveThatEndsEarlyIsNotCompressed() {
        byte[] cut = {'P', 'G', 'D', 'M', 'P', 1, 16, 0, 4, 8, 1, 0, 0, 1};
        assertThatThrownBy(() ->
                        new ArchiveCompressor(new ByteArrayInputStream(cut), new ByteArrayOutputStream(), 1).run())
                .hasMessageContaining("ends in the middle");
    }

    private void assertFailure(DumpRequest request, String message) throws Exception {
        DumpResult result = wasm.run(request, OutputStream.nullOutputStream());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.isClean()).isFalse();
        assertThat(result.errors()).contains(message).doesNotContain(TestServer.PASSWORD);
    }

    private List<PgDump> dumps() throws InterruptedException {
        PgDump first = PgDumps.choose(15, PgDumps.places());
        return first instanceof WasmPgDump ? List.of(wasm) : List.of(wasm, first);
    }

    private static synchronized void big() {
        if (server.ask("postgres", "SELECT count(*) FROM pg_database WHERE datname = 'big'")
                .equals("0")) {
            server.execute("postgres", "CREATE DATABASE big");
            server.execute(
                    "big",
                    "CREATE TABLE t AS SELECT i, md5(i::text) || md5((-i)::text) AS v FROM generate_series(1, 400000) i");
        }
    }

    private static final class Failing extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("disk full");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("disk full");
        }
    }
}
