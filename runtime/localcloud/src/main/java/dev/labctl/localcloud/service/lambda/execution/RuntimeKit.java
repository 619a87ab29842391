package dev.labctl.localcloud.service.lambda.execution;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The jars every function process starts from: AWS's runtime interface client, shipped with the local cloud, and the
 * small bootstrap. Unpacked once into a directory named after their content.
 */
final class RuntimeKit {
    private static final List<String> JARS = List.of(
            "aws-lambda-java-core.jar",
            "aws-lambda-java-runtime-interface-client.jar",
            "aws-lambda-java-serialization.jar",
            "utils-lite.jar");
    private static final String BOOTSTRAP = "dev/labctl/localcloud/service/lambda/bootstrap/";
    private static final List<String> CLASSES =
            List.of("Bootstrap.class", "PortableRuntimeClient.class", "WarmUp.class");

    private final Path directory;

    private RuntimeKit(Path directory) {
        this.directory = directory;
    }

    /** Unpacks the kit under {@code parent} unless it is there already. */
    static RuntimeKit unpack(Path parent) {
        try {
            Map<String, byte[]> files = new LinkedHashMap<>();
            files.put("bootstrap.jar", bootstrapJar());
            for (String jar : JARS) {
                files.put(jar, resource("runtime/" + jar));
            }
            Path target = parent.resolve(hash(files));
            if (!Files.isDirectory(target)) {
                Path unfinished = Files.createDirectories(parent.resolve("." + UUID.randomUUID()));
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    Files.write(unfinished.resolve(file.getKey()), file.getValue());
                }
                Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            }
            return new RuntimeKit(target);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack the Lambda runtime", e);
        }
    }

    /** The class path without function code, always in the same order: the class-data archive depends on it. */
    List<Path> classPath() {
        List<Path> paths = new ArrayList<>(List.of(directory.resolve("bootstrap.jar")));
        JARS.forEach(jar -> paths.add(directory.resolve(jar)));
        return paths;
    }

    Path directory() {
        return directory;
    }

    private static byte[] bootstrapJar() throws IOException {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (ZipOutputStream jar = new ZipOutputStream(bytes)) {
            for (String name : CLASSES) {
                ZipEntry entry = new ZipEntry(BOOTSTRAP + name);
                entry.setTime(0);
                jar.putNextEntry(entry);
                write(jar, resource("/" + BOOTSTRAP + name));
                jar.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static void write(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = RuntimeKit.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the local cloud was packaged without " + name);
            }
            return in.readAllBytes();
        }
    }

    private static String hash(Map<String, byte[]> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.values().forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
