package dev.labctl.localcloud;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.labctl.localcloud.identity.Credential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a running cloud tells those who look into its directory. Each file appears whole or not at all. */
final class DaemonFiles {
    private final Path cloudFile;
    private final Path credentialsFile;

    DaemonFiles(Path directory) {
        this.cloudFile = directory.resolve("cloud.json");
        this.credentialsFile = directory.resolve("credentials.json");
    }

    /** Writes who runs where, once it answers; the keys first, so that they are there when it is seen. */
    void write(LocalCloud cloud, String adminToken) {
        Credential admin = cloud.adminCredentials();
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("accessKeyId", admin.accessKeyId());
        keys.put("secretAccessKey", admin.secretAccessKey());
        keys.put("adminToken", adminToken);
        Map<String, Object> running = new LinkedHashMap<>();
        running.put("pid", ProcessHandle.current().pid());
        running.put("port", cloud.endpoint().getPort());
        running.put("endpoint", cloud.endpoint().toString());
        running.put("version", LocalCloud.version());
        running.put("startTime", startTime().toString());
        replace(credentialsFile, keys);
        replace(cloudFile, running);
    }

    private static Instant startTime() {
        return ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    }

    /** Says that no cloud runs any more. */
    void remove() {
        try {
            Files.deleteIfExists(cloudFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void replace(Path file, Map<String, Object> members) {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(draft);
            createPrivate(draft);
            try (JsonGenerator json = new JsonFactory().createGenerator(Files.newOutputStream(draft))) {
                json.useDefaultPrettyPrinter();
                json.writeStartObject();
                for (Map.Entry<String, Object> member : members.entrySet()) {
                    if (member.getValue() instanceof Number number) {
                        json.writeNumberField(member.getKey(), number.longValue());
                    } else {
                        json.writeStringField(member.getKey(), member.getValue().toString());
                    }
                }
                json.writeEndObject();
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static void createPrivate(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }
}
