package dev.labctl.cli.command.shared;

import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A file that a report goes to.
 *
 * @param <F> the formats there are
 */
public record ReportFile<F extends Enum<F>>(F format, Path path) {
    private static final String FIX = "--report with a file in a folder of yours";

    /**
     * Reads values of {@code --report}, each a format, an equals sign and a path; a format may come more than once.
     *
     * @throws LabctlException exit code 2, when one is none, or two name the same file
     */
    public static <F extends Enum<F>> List<ReportFile<F>> all(Class<F> formats, List<String> given) {
        List<ReportFile<F>> files =
                given.stream().map(value -> of(formats, value)).toList();
        Set<Path> seen = new HashSet<>();
        for (ReportFile<F> each : files) {
            if (!seen.add(each.path.toAbsolutePath().normalize())) {
                throw LabctlException.usage(
                        "two reports cannot go to the same file, " + each.path, "give each --report its own file");
            }
        }
        return files;
    }

    private static <F extends Enum<F>> ReportFile<F> of(Class<F> formats, String value) {
        int end = value.indexOf('=');
        String word = value.substring(0, Math.max(end, 0)).toUpperCase(Locale.ROOT);
        Optional<F> format = Arrays.stream(formats.getEnumConstants())
                .filter(each -> each.name().equals(word))
                .findFirst();
        String path = value.substring(end + 1);
        if (format.isEmpty() || path.isBlank()) {
            String words = Arrays.stream(formats.getEnumConstants())
                    .map(each -> each.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining("|"));
            throw LabctlException.usage(
                    "--report takes %s=FILE, not '%s'".formatted(words, value),
                    "--report %s=FILE".formatted(words.substring(0, words.indexOf('|'))));
        }
        try {
            return new ReportFile<>(format.get(), Path.of(path));
        } catch (InvalidPathException e) {
            throw LabctlException.usage("--report: '%s' is no path: %s".formatted(path, e.getReason()), FIX);
        }
    }

    /**
     * Fails, before long work, when the file cannot be written; folders on the way to it are made.
     *
     * @throws LabctlException exit code 2, naming the file
     */
    public void requireWritable() {
        if (Files.isDirectory(path)) {
            throw LabctlException.usage("cannot write the report %s: it is a folder".formatted(path), FIX);
        }
        Path folder = path.toAbsolutePath().getParent();
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
        Path place = Files.exists(path) || folder == null ? path : folder;
        if (!Files.isWritable(place)) {
            throw LabctlException.usage("cannot write the report %s: permission denied".formatted(path), FIX);
        }
    }

    /**
     * Writes the file; folders on the way to it are made.
     *
     * @throws LabctlException exit code 2, naming the file
     */
    public void write(String text) {
        Path folder = path.toAbsolutePath().getParent();
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(path, text);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private LabctlException unwritable(IOException e) {
        return LabctlException.usage("cannot write the report %s: %s".formatted(path, Reason.of(e)), FIX);
    }
}
