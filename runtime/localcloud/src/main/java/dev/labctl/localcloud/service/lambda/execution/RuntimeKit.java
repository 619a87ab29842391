package dev.labctl.localcloud.service.lambda.execution;

import java.io.ByteArrayInputStream;
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
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The jars every function process starts from: AWS's runtime interface client, shipped with the local cloud, and the
 * small bootstrap. Unpacked once into a directory named after their content.
 *
 * <p>So is the client's native library. Left alone, each process would unpack it over one fixed file in {@code /tmp} and
 * take down every other that has it mapped.
 */
final class RuntimeKit {
    private static final String CLIENT = "aws-lambda-java-runtime-interface-client.jar";
    private static final String NATIVE_LIBRARY = "libaws-lambda-jni.so";
    private static final List<String> JARS =
            List.of("aws-lambda-java-core.jar", CLIENT, "aws-lambda-java-serialization.jar", "utils-lite.jar");
    private static final String BOOTSTRAP = "dev/labctl/localcloud/service/lambda/bootstrap/";
    private static final List<String> CLASSES = List.of("Bootstrap.class", "PortableRuntimeClient.class");

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
            String library = nativeLibrary();
            if (library != null) {
                files.put(NATIVE_LIBRARY, entry(resource("runtime/" + CLIENT), "jni/" + library));
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

    /** The flags that make the client load its native library from here; none where it has no library. */
    List<String> flags() {
        Path library = directory.resolve(NATIVE_LIBRARY);
        return Files.exists(library)
                ? List.of("-Dcom.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI=" + library)
                : List.of();
    }

    private static @Nullable String nativeLibrary() {
        if (!System.getProperty("os.name", "").startsWith("Linux")) {
            return null;
        }
        String architecture = System.getProperty("os.arch", "").equals("aarch64") ? "aarch_64" : "x86_64";
        String loader = architecture.equals("aarch_64") ? "/lib/ld-linux-aarch64.so.1" : "/lib64/ld-linux-x86-64.so.2";
        String system = Files.exists(Path.of(loader)) ? "linux" : "linux_musl";
        return "libaws-lambda-jni.%s-%s.so".formatted(system, architecture);
    }

    private static byte[] entry(byte[] jar, String name) throws IOException {
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.getName().equals(name)) {
                    return in.readAllBytes();
                }
            }
        }
        throw new IOException("there is no %s in %s".formatted(name, CLIENT));
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
