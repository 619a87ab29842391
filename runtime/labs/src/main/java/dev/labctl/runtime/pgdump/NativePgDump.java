package dev.labctl.runtime.pgdump;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pg_dump executable of the machine's, or of a Lambda layer. */
public final class NativePgDump implements PgDump {
    private static final Pattern VERSION = Pattern.compile("pg_dump \\(PostgreSQL\\) (\\d+)\\S*");
    private static final int WITH_ZSTD = 16;
    private static final int PATIENCE_SECONDS = 10;
    private static final int BUFFER = 1 << 16;

    private final Path executable;
    private final String version;
    private final int major;
    private final String compression;

    private NativePgDump(Path executable, String version, int major, String compression) {
        this.executable = executable;
        this.version = version;
        this.major = major;
        this.compression = compression;
    }

    /** The executable {@code pg_dump} in a directory, when there is one and it runs. */
    public static Optional<NativePgDump> in(Path directory) throws InterruptedException {
        Path executable = directory.resolve("pg_dump");
        if (!Files.isExecutable(executable)) {
            return Optional.empty();
        }
        try {
            Matcher version = VERSION.matcher(ask(executable, List.of("--version")));
            if (!version.find()) {
                return Optional.empty();
            }
            int major = Integer.parseInt(version.group(1));
            return Optional.of(new NativePgDump(executable, version.group(), major, compression(executable, major)));
        } catch (IOException e) {
            // It is there and cannot run here (another platform, a library missing): as good as not there.
            return Optional.empty();
        }
    }

    /** Zstandard where the client was built with it, the fastest gzip otherwise. It says so before it connects. */
    private static String compression(Path executable, int major) throws IOException, InterruptedException {
        if (major < WITH_ZSTD) {
            return "1";
        }
        String said = ask(executable, List.of("--format=custom", "--compress=zstd:3", "--host=/nowhere", "postgres"));
        return said.contains("zstd") ? "gzip:1" : "zstd:3";
    }

    private static String ask(Path executable, List<String> arguments) throws IOException, InterruptedException {
        Process process = start(executable, arguments, Map.of(), true);
        try (InputStream said = process.getInputStream()) {
            String text = new String(said.readNBytes(4096), StandardCharsets.UTF_8);
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return text;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Starts it with nothing of this process's environment but the search path: credentials are none of its business. */
    private static Process start(
            Path executable, List<String> arguments, Map<String, String> variables, boolean errorsToOutput)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(executable.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(errorsToOutput);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(Set.of("PATH"));
        environment.putAll(variables);
        environment.put("LC_ALL", "C");
        Path libraries = executable.resolveSibling("../lib").normalize();
        if (Files.exists(libraries.resolve("libpq.so.5"))) {
            environment.put("LD_LIBRARY_PATH", libraries.toString());
        }
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public int major() {
        return major;
    }

    /** Where it is. */
    public Path executable() {
        return executable;
    }

    @Override
    public DumpResult run(DumpRequest request, OutputStream out) throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(List.of("--format=custom", "--compress=" + compression, "--no-password"));
        request.snapshot().ifPresent(snapshot -> arguments.add("--snapshot=" + snapshot));
        Process process = start(executable, arguments, environment(request), false);
        ErrorText errors = new ErrorText();
        AtomicReference<IOException> failure = new AtomicReference<>();
        Thread listener = new Thread(() -> copy(process.getErrorStream(), errors, process, failure), "pg_dump-errors");
        Thread copier = new Thread(() -> copy(process.getInputStream(), out, process, failure), "pg_dump-output");
        listener.start();
        copier.start();
        try {
            // This thread waits where it can be interrupted, which reading from a process cannot be.
            copier.join();
            listener.join();
            int code = process.waitFor();
            IOException lost = failure.get();
            if (lost != null) {
                throw lost;
            }
            out.flush();
            return new DumpResult(code, errors.text());
        } catch (InterruptedException e) {
            kill(process);
            copier.join();
            throw e;
        } finally {
            kill(process);
        }
    }

    /** With what it has started: a child that lives on keeps its output open. */
    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static void copy(InputStream from, OutputStream to, Process process, AtomicReference<IOException> failure) {
        byte[] buffer = new byte[BUFFER];
        try {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                to.write(buffer, 0, count);
            }
        } catch (IOException e) {
            failure.compareAndSet(null, e);
            process.destroyForcibly();
        }
    }

    private static Map<String, String> environment(DumpRequest request) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PGHOST", request.host());
        environment.put("PGPORT", Integer.toString(request.port()));
        environment.put("PGDATABASE", request.database());
        environment.put("PGUSER", request.user());
        environment.put("PGPASSWORD", request.password());
        environment.put("PGCONNECT_TIMEOUT", "20");
        environment.put("PGSSLMODE", request.rootCertificates().isPresent() ? "verify-full" : "disable");
        request.rootCertificates().ifPresent(file -> environment.put("PGSSLROOTCERT", file.toString()));
        return environment;
    }
}
