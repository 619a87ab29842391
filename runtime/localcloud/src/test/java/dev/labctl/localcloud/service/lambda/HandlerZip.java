package dev.labctl.localcloud.service.lambda;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import software.amazon.awssdk.core.SdkBytes;

/** A deployment package, compiled from source in the test. */
public final class HandlerZip {
    private HandlerZip() {}

    /** A handler {@code H} of maps with this body; {@code event} and {@code context} are its arguments. */
    public static SdkBytes handler(String body) {
        return of("H", """
                import com.amazonaws.services.lambda.runtime.*;
                import java.util.*;
                public class H implements RequestHandler<Map<String, Object>, Object> {
                    static int count;
                    public Object handleRequest(Map<String, Object> event, Context context) {
                        try {
                            %s
                        } catch (RuntimeException e) {
                            throw e;
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    }
                }
                """.formatted(body));
    }

    /** A package with this one class. */
    public static SdkBytes of(String className, String source) {
        return zip(compile(className, source));
    }

    /** A zip with these entries. */
    static SdkBytes zip(Map<String, byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return SdkBytes.fromByteArray(bytes.toByteArray());
    }

    /** A zip with these entries, of which one may be executed. */
    static SdkBytes executable(Map<String, byte[]> entries, String executable) {
        try {
            Path directory = Files.createTempDirectory("zip");
            Path file = directory.resolve("code.zip");
            Map<String, ?> options = Map.of("create", true, "enablePosixFileAttributes", true);
            try (FileSystem zip = FileSystems.newFileSystem(file, options)) {
                for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                    Path path = zip.getPath("/" + entry.getKey());
                    if (path.getParent() != null) {
                        Files.createDirectories(path.getParent());
                    }
                    Files.write(path, entry.getValue());
                }
                Files.setPosixFilePermissions(zip.getPath(executable), PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            Files.delete(directory);
            return SdkBytes.fromByteArray(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class files of a source, by entry name. */
    static Map<String, byte[]> compile(String className, String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> classes = new HashMap<>();
        StringWriter messages = new StringWriter();
        try (JavaFileManager files = new InMemory(compiler.getStandardFileManager(null, null, null), classes)) {
            JavaFileObject unit =
                    new SimpleJavaFileObject(
                            URI.create("string:///" + className + ".java"), JavaFileObject.Kind.SOURCE) {
                        @Override
                        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                            return source;
                        }
                    };
            boolean isCompiled = compiler.getTask(messages, files, null, List.of("-proc:none"), null, List.of(unit))
                    .call();
            if (!isCompiled) {
                throw new IllegalArgumentException(messages.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, byte[]> entries = new LinkedHashMap<>();
        classes.forEach((name, bytes) -> entries.put(name.replace('.', '/') + ".class", bytes.toByteArray()));
        return entries;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes;

        InMemory(JavaFileManager files, Map<String, ByteArrayOutputStream> classes) {
            super(files);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mem:///" + className + ".class"), kind) {
                @Override
                public ByteArrayOutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    classes.put(className, bytes);
                    return bytes;
                }
            };
        }
    }
}
