package dev.labctl.localcloud.service.ec2.instance.tool;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipException;

/**
 * What stands for unzip(1): extracts all of an archive, with the permissions that it records.
 *
 * <p>Options: {@code -q -o -d DIR}. A file that exists is left alone without {@code -o}, as when nobody answers unzip's
 * question.
 */
public final class Unzip {
    private final Path target;
    private final boolean isQuiet;
    private final boolean isReplacing;
    private final PrintStream out;
    private final PrintStream err;

    private Unzip(Path target, boolean isQuiet, boolean isReplacing, PrintStream out, PrintStream err) {
        this.target = target;
        this.isQuiet = isQuiet;
        this.isReplacing = isReplacing;
        this.out = out;
        this.err = err;
    }

    /** Runs as a program. */
    public static void main(String... arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    private static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            Path target = Path.of("");
            boolean isQuiet = false;
            boolean isReplacing = false;
            List<String> files = new ArrayList<>();
            for (int at = 0; at < arguments.size(); at++) {
                String argument = arguments.get(at);
                if (argument.equals("-d") && at + 1 < arguments.size()) {
                    at++;
                    target = Path.of(arguments.get(at));
                } else if (argument.matches("-[qo]+")) {
                    isQuiet |= argument.contains("q");
                    isReplacing |= argument.contains("o");
                } else if (argument.startsWith("-")) {
                    throw new ToolFailure(
                            10,
                            "unzip:  option " + argument
                                    + " is not implemented by the local cloud's stand-in; install unzip on the host");
                } else {
                    files.add(argument);
                }
            }
            return new Unzip(target, isQuiet, isReplacing, out, err).extract(files);
        } catch (ToolFailure e) {
            err.println(e.getMessage());
            return e.status();
        } catch (IOException e) {
            err.println("unzip:  " + e);
            return 50;
        }
    }

    private int extract(List<String> files) throws IOException, ToolFailure {
        if (files.size() != 1) {
            throw new ToolFailure(10, "unzip:  exactly one archive, and all of it, is what the stand-in extracts");
        }
        Path archive = Path.of(files.get(0));
        if (!Files.isRegularFile(archive)) {
            throw new ToolFailure(9, "unzip:  cannot find or open " + archive);
        }
        if (!isQuiet) {
            out.println("Archive:  " + archive);
        }
        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("enablePosixFileAttributes", "true"));
                Stream<Path> entries = Files.walk(zip.getPath("/"))) {
            int status = 0;
            for (Path entry : (Iterable<Path>) entries::iterator) {
                status = Math.max(status, extract(entry));
            }
            return status;
        } catch (ZipException e) {
            throw new ToolFailure(9, "unzip:  " + archive + " is no archive: " + e.getMessage());
        }
    }

    /** Names that lead out of the target are refused before, by the file system that reads the archive. */
    private int extract(Path entry) throws IOException {
        Path file = target.resolve(entry.toString().substring(1));
        if (Files.isDirectory(entry)) {
            Files.createDirectories(file);
            return 0;
        }
        if (Files.exists(file) && !isReplacing) {
            err.println(file + " exists and is not replaced without -o");
            return 1;
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.copy(entry, file, StandardCopyOption.REPLACE_EXISTING);
        Object permissions = Files.getAttribute(entry, "zip:permissions");
        if (permissions instanceof Set<?> recorded) {
            Files.setPosixFilePermissions(file, permissions(recorded));
        }
        if (!isQuiet) {
            out.println("  inflating: " + file);
        }
        return 0;
    }

    private static Set<PosixFilePermission> permissions(Set<?> recorded) {
        return recorded.stream().map(PosixFilePermission.class::cast).collect(Collectors.toSet());
    }
}
