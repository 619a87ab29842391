package dev.labctl.localcloud.service.lambda.execution;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of a function is on its JVM's own class path: the runtime, its code when that is jars and nothing else, and the jars
 * of its layers.
 *
 * <p>AWS's client loads function code with a class loader of its own, which here finds those jars in its parent, where a
 * class-data archive can serve them. Code that has files beside its jars is left to that loader alone: a class path with
 * directories cannot be archived, and classes must find their resources.
 */
final class ClassPath {
    private ClassPath() {}

    static String of(RuntimeKit kit, FunctionSpec function) {
        List<Path> paths = new ArrayList<>(kit.classPath());
        try {
            paths.addAll(code(function.taskRoot()));
            if (function.opt() != null) {
                paths.addAll(jars(function.opt().resolve("java/lib")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the code of " + function.name(), e);
        }
        return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static List<Path> code(Path taskRoot) throws IOException {
        Path lib = taskRoot.resolve("lib");
        List<Path> jars = jars(lib);
        boolean isNothingElse = list(taskRoot).equals(List.of(lib)) && jars.equals(list(lib));
        return isNothingElse ? jars : List.of();
    }

    private static List<Path> jars(Path directory) throws IOException {
        return Files.isDirectory(directory)
                ? list(directory).stream()
                        .filter(path -> path.toString().endsWith(".jar"))
                        .toList()
                : List.of();
    }

    /** The entries in lexical order, as AWS orders jars. */
    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }
}
