package dev.labctl.cli.stack;

import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file that is to be uploaded, and the key it gets.
 *
 * @param size in bytes
 */
public record FileUpload(Path file, String key, long size) {
    private static final long LARGEST_OBJECT = 5L * 1024 * 1024 * 1024 * 1024;
    private static final int LONGEST_KEY = 1024;

    /**
     * Finds all files to upload: those that are named, and those in folders that are named, with keys relative to the
     * folder.
     *
     * @param key the key of a single file; null to make keys from names
     * @param prefix what all keys begin with
     * @throws LabctlException exit code 2, naming every path that cannot be uploaded
     */
    public static List<FileUpload> plan(List<Path> paths, @Nullable String key, String prefix) {
        List<String> problems = new ArrayList<>();
        List<FileUpload> uploads = new ArrayList<>();
        for (Path path : paths) {
            try {
                if (path.toString().isEmpty()) {
                    // To Java it is the working folder; to its user it is a variable that was never set.
                    problems.add("'' names no file");
                } else if (Files.isDirectory(path)) {
                    folder(path, prefix, uploads, problems);
                } else {
                    Path name = path.toAbsolutePath().normalize().getFileName();
                    add(path, prefix + (key == null ? String.valueOf(name) : key), uploads, problems);
                }
            } catch (IOException e) {
                problems.add("%s cannot be read: %s".formatted(path, Reason.of(e)));
            }
        }
        collisions(uploads, problems);
        if (!problems.isEmpty()) {
            throw LabctlException.usage(
                    String.join("\n    ", problems), "nothing was uploaded; correct these, or leave them out");
        }
        if (key != null && uploads.size() != 1) {
            throw LabctlException.usage(
                    "--key names one object, and there are %d files".formatted(uploads.size()), "use --prefix");
        }
        return uploads;
    }

    private static void folder(Path folder, String prefix, List<FileUpload> uploads, List<String> problems)
            throws IOException {
        try (Stream<Path> tree = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file :
                    tree.filter(each -> !Files.isDirectory(each)).sorted().toList()) {
                String relative = folder.relativize(file).toString().replace('\\', '/');
                add(file, prefix + relative, uploads, problems);
            }
        } catch (UncheckedIOException e) {
            problems.add(unreadable(folder, e));
        }
    }

    private static void add(Path file, String key, List<FileUpload> uploads, List<String> problems) throws IOException {
        if (!Files.exists(file)) {
            problems.add(file + " does not exist");
        } else if (!Files.isRegularFile(file)) {
            problems.add(file + " is no file");
        } else if (!Files.isReadable(file)) {
            problems.add(file + " may not be read");
        } else if (Files.size(file) > LARGEST_OBJECT) {
            problems.add(file + " is larger than 5 TiB, the most that S3 takes");
        } else if (key.isEmpty()) {
            problems.add(file + " would get an empty key");
        } else if (key.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
            problems.add(file + " would get a key longer than 1,024 bytes, the most that S3 takes");
        } else {
            uploads.add(new FileUpload(file, key, Files.size(file)));
        }
    }

    private static String unreadable(Path folder, UncheckedIOException e) {
        String where = e.getCause() instanceof FileSystemException file && file.getFile() != null
                ? file.getFile()
                : folder.toString();
        return "%s cannot be read: %s".formatted(where, reason(e));
    }

    static String reason(UncheckedIOException e) {
        IOException cause = e.getCause();
        return cause == null ? "no reason was given" : Reason.of(cause);
    }

    private static void collisions(List<FileUpload> uploads, List<String> problems) {
        Map<String, Path> byKey = new HashMap<>();
        for (FileUpload upload : uploads) {
            Path other = byKey.put(upload.key(), upload.file());
            if (other != null) {
                problems.add("%s and %s would get the same key %s".formatted(other, upload.file(), upload.key()));
            }
        }
    }
}
