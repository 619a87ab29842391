package dev.labctl.cli.completion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Completes names of files. */
final class FileNames {
    private static final String HOME = "~/";

    private FileNames() {}

    /** The files and folders whose paths begin like that, as far as they can be read. A leading {@code @} stays. */
    static Stream<Completion> begunBy(String begun) {
        String sign = begun.startsWith("@") ? "@" : "";
        String path = begun.substring(sign.length());
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        boolean isHiddenMeant = path.startsWith(".", folder.length());
        try {
            return names(meant(folder)).stream()
                    .filter(name -> isHiddenMeant || !name.startsWith("."))
                    .map(name -> Completion.of(sign + folder + name));
        } catch (IOException | InvalidPathException e) {
            // What cannot be listed completes nothing; the command itself says why it cannot be read.
            return Stream.empty();
        }
    }

    private static Path meant(String folder) {
        return folder.startsWith(HOME)
                ? Path.of(System.getProperty("user.home")).resolve(folder.substring(HOME.length()))
                : Path.of(folder.isEmpty() ? "." : folder);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName() + (Files.isDirectory(file) ? "/" : ""))
                    .sorted()
                    .toList();
        }
    }
}
