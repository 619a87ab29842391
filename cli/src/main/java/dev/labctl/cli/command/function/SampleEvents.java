package dev.labctl.cli.command.function;

import dev.labctl.cli.command.shared.Distribution;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The sample events of a lab: {@code templates/<slug>/events/<name>.json}.
 *
 * @param folder where they are
 */
public record SampleEvents(Path folder) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z0-9]+)}");
    private static final String SUFFIX = ".json";

    /**
     * The sample events of a lab.
     *
     * @throws LabctlException exit code 2, when there is no such lab
     */
    public static SampleEvents of(String slug, Distribution distribution) {
        List<String> slugs = Labs.all().stream().map(Lab::slug).toList();
        if (!slugs.contains(slug)) {
            throw LabctlException.usage(
                    "--event needs a lab, and '%s' is none".formatted(slug),
                    "the labs are: " + String.join(", ", slugs));
        }
        return new SampleEvents(distribution.template(slug).resolveSibling("events"));
    }

    /**
     * An event as it is written, with its placeholders.
     *
     * @throws LabctlException exit code 2, when there is no such event
     */
    String text(String name) {
        if (!names().contains(name)) {
            throw LabctlException.usage(
                    "there is no sample event '%s'".formatted(name), "choose of: " + String.join(", ", names()));
        }
        try {
            return Files.readString(folder.resolve(name + SUFFIX));
        } catch (IOException e) {
            throw LabctlException.usage(
                    "cannot read the sample event '%s': %s".formatted(name, Reason.of(e)), "look into " + folder);
        }
    }

    /** What they are called. */
    public List<String> names() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(SUFFIX))
                    .map(file -> file.substring(0, file.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Puts the stack's outputs where the event says {@code ${OutputName}}.
     *
     * @throws LabctlException exit code 2, when the stack has no such output
     */
    static String filledIn(String event, Map<String, String> outputs) {
        return PLACEHOLDER.matcher(event).replaceAll(placeholder -> {
            String output = outputs.get(placeholder.group(1));
            if (output == null) {
                throw LabctlException.usage(
                        "the event needs output %s, which the stack does not have".formatted(placeholder.group(1)),
                        "labctl outputs shows those it has");
            }
            return Matcher.quoteReplacement(output);
        });
    }
}
