package dev.labctl.cli.lab.rdsbackup;

import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Lambda layer with a native pg_dump: {@code bin/pg_dump} and, in {@code lib/}, the libraries it needs. See <a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html">Packaging your layer content</a>.
 *
 * @param zip the layer
 * @param architecture what it runs on: {@code arm64} or {@code x86_64}
 */
record PgClientLayer(Path zip, String architecture) {
    private static final String PROGRAM = "pg_dump";
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
    private static final int MACHINE = 18;
    private static final int HEADER = 20;
    private static final int X86_64 = 0x3e;
    private static final int AARCH64 = 0xb7;
    private static final int PATIENCE_SECONDS = 10;

    /** The same files make the same zip, which is then uploaded once. */
    private static final FileTime SAME_TIME = FileTime.fromMillis(1_000_000_000_000L);

    private static final Pattern LIBRARY = Pattern.compile("\\s(\\S+) => (/\\S+) \\(");

    /** The C library is the system's own; another one could not even be loaded. */
    private static final Pattern SYSTEM =
            Pattern.compile("(ld-linux.*|libc|libm|libdl|librt|libpthread|libresolv)\\.so.*");

    /**
     * Builds the layer.
     *
     * @param client a PostgreSQL client's folder: with {@code bin/pg_dump} and perhaps {@code lib/}, or with {@code
     *     pg_dump} itself
     * @throws LabctlException exit code 2, when there is no program for Lambda in it
     */
    static PgClientLayer of(Path client) {
        Path program = Stream.of(client.resolve("bin").resolve(PROGRAM), client.resolve(PROGRAM))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> unusable(client, "there is neither bin/pg_dump nor pg_dump in it"));
        try {
            String architecture = architecture(client, program);
            Path zip = Files.createTempFile("pg-client", ".zip");
            zip.toFile().deleteOnExit();
            Files.delete(zip);
            // Unlike a zip stream, this keeps modes: Lambda runs nothing that is not marked as executable.
            try (FileSystem layer =
                    FileSystems.newFileSystem(zip, Map.of("create", "true", "enablePosixFileAttributes", "true"))) {
                add(layer, "bin", program, "rwxr-xr-x");
                for (Path library : libraries(client, program)) {
                    add(layer, "lib", library, "rw-r--r--");
                }
            }
            return new PgClientLayer(zip, architecture);
        } catch (IOException e) {
            throw unusable(client, Reason.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unusable(client, "interrupted");
        }
    }

    private static LabctlException unusable(Path client, String why) {
        return LabctlException.usage(
                "no layer can be made of %s: %s".formatted(client, why),
                "--pg-client DIR, the folder of a PostgreSQL client for Linux, for instance /usr/lib/postgresql/18");
    }

    /** By the program's ELF header. */
    private static String architecture(Path client, Path program) throws IOException {
        byte[] header;
        try (InputStream in = Files.newInputStream(program)) {
            header = in.readNBytes(HEADER);
        }
        if (header.length < HEADER || !Arrays.equals(ELF, 0, ELF.length, header, 0, ELF.length)) {
            throw unusable(client, program + " is no program for Linux");
        }
        return switch (header[MACHINE] & 0xff) {
            case X86_64 -> "x86_64";
            case AARCH64 -> "arm64";
            default -> throw unusable(client, program + " is for a processor that Lambda does not have");
        };
    }

    /** The client's own, or those that the dynamic linker finds for it here. */
    private static List<Path> libraries(Path client, Path program) throws IOException, InterruptedException {
        Path own = client.resolve("lib");
        if (Files.isRegularFile(own.resolve("libpq.so.5"))) {
            try (Stream<Path> files = Files.list(own)) {
                return files.filter(Files::isRegularFile)
                        .filter(file -> file.getFileName().toString().contains(".so"))
                        .sorted()
                        .toList();
            }
        }
        List<Path> found = new ArrayList<>();
        Matcher library = LIBRARY.matcher(linked(program));
        while (library.find()) {
            if (!SYSTEM.matcher(library.group(1)).matches()) {
                found.add(Path.of(library.group(2)));
            }
        }
        return found;
    }

    private static String linked(Path program) throws IOException, InterruptedException {
        Process ldd = new ProcessBuilder("ldd", program.toString())
                .redirectErrorStream(true)
                .start();
        try (InputStream said = ldd.getInputStream()) {
            String text = new String(said.readAllBytes(), StandardCharsets.UTF_8);
            if (!ldd.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || ldd.exitValue() != 0) {
                throw new IOException("ldd does not say which libraries it needs: " + text.strip());
            }
            return text;
        } finally {
            ldd.destroyForcibly();
        }
    }

    private static void add(FileSystem layer, String folder, Path file, String mode) throws IOException {
        Path directory = layer.getPath(folder);
        Files.createDirectories(directory);
        Path added = Files.copy(file, directory.resolve(file.getFileName().toString()));
        Files.setPosixFilePermissions(added, PosixFilePermissions.fromString(mode));
        Files.setLastModifiedTime(added, SAME_TIME);
        Files.setLastModifiedTime(directory, SAME_TIME);
    }
}
