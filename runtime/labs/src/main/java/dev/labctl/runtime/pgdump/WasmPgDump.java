package dev.labctl.runtime.pgdump;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * PostgreSQL 18's pg_dump, compiled to WebAssembly and then to Java bytecode, run in this JVM. Java holds the connection
 * and its TLS. pg_dump writes uncompressed; another thread compresses, so that two cores share the work.
 */
public final class WasmPgDump implements PgDump {
    private static final int MAJOR = 18;
    private static final int LEVEL = 1;
    private static final int BUFFER = 1 << 16;
    private static final int FAILED = 1;
    /** It looks for its own executable, to find translations of its messages beside it. */
    private static final String NOISE = "could not find a \"pg_dump\" to execute";

    @Override
    public String version() {
        return "pg_dump (PostgreSQL) 18.3 as WebAssembly";
    }

    @Override
    public int major() {
        return MAJOR;
    }

    @Override
    public DumpResult run(DumpRequest request, OutputStream out) throws IOException, InterruptedException {
        BlockPipe pipe = new BlockPipe();
        AtomicReference<Exception> compressing = new AtomicReference<>();
        Thread compressor = new Thread(() -> compress(pipe, out, compressing), "pg_dump-compress");
        compressor.start();
        DumpResult result;
        try {
            result = dump(request, pipe);
        } finally {
            boolean interrupted = Thread.interrupted();
            compressor.join();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("the dump was interrupted");
        }
        Exception failure = compressing.get();
        if (failure != null) {
            throw new IOException("the dump could not be written: " + failure.getMessage(), failure);
        }
        return result;
    }

    private static void compress(BlockPipe pipe, OutputStream out, AtomicReference<Exception> failure) {
        try {
            OutputStream buffered = new BufferedOutputStream(out, BUFFER);
            new ArchiveCompressor(pipe.source, buffered, LEVEL).run();
            buffered.flush();
        } catch (IOException | RuntimeException e) {
            if (!pipe.isFailure(e)) {
                failure.set(e);
                pipe.readerIsGone();
            }
        }
    }

    private static DumpResult dump(DumpRequest request, BlockPipe pipe) {
        ErrorText errors = new ErrorText();
        int code;
        try (PostgresSocket socket = PostgresSocket.open(request)) {
            WasmSystem system = new WasmSystem(socket, pipe.sink, errors, environment(request));
            code = new WasmModuleHost(system).run(arguments(request));
            if (code == 0) {
                pipe.sink.close();
            } else {
                pipe.fail(new IOException("pg_dump failed"));
            }
        } catch (IOException | RuntimeException e) {
            code = FAILED;
            pipe.fail(new IOException("pg_dump failed", e));
            errors.say("pg_dump: error: " + reason(e) + "\n");
        }
        return new DumpResult(code, errors.without(NOISE));
    }

    private static List<String> arguments(DumpRequest request) {
        List<String> arguments = new ArrayList<>(List.of(
                "pg_dump",
                "--format=custom",
                "--compress=0",
                "--no-password",
                "--no-sync",
                "--file=" + WasmSystem.ARCHIVE_PATH));
        request.snapshot().ifPresent(snapshot -> arguments.add("--snapshot=" + snapshot));
        return arguments;
    }

    private static String reason(Exception e) {
        Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
        return cause == null ? e.toString() : Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    }

    /** The path of a Unix socket as host keeps pg_dump from looking up names and from TLS of its own. */
    private static Map<String, String> environment(DumpRequest request) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PGHOST", "/tmp");
        environment.put("PGPORT", Integer.toString(request.port()));
        environment.put("PGDATABASE", request.database());
        environment.put("PGUSER", request.user());
        environment.put("PGPASSWORD", request.password());
        environment.put("PGSSLMODE", "disable");
        environment.put("PGGSSENCMODE", "disable");
        environment.put("PGCLIENTENCODING", "UTF8");
        environment.put("PGAPPNAME", "pg_dump");
        environment.put("HOME", "/");
        environment.put("LANG", "C.UTF-8");
        return environment;
    }
}
