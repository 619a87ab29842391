package dev.labctl.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A failure of the corpus in {@code src/test/resources/failures}: a command line, and AWS's answers word for word. Its
 * README says how such a file is written.
 *
 * @param source where the answers were seen
 * @param command the words after {@code labctl}
 * @param mistake what is wrong in a lab's template; null when nothing is
 * @param answers those of the case first, then those of its scene
 */
record FailureCase(
        String name,
        String source,
        List<String> command,
        int exitCode,
        @Nullable Mistake mistake,
        List<Answer> answers) {
    private static final Path FOLDER = Path.of("src", "test", "resources", "failures");
    private static final String ANSWER = ">>> ";

    FailureCase {
        command = List.copyOf(command);
        answers = List.copyOf(answers);
    }

    /** A slip in a template: where it should say one thing, it says another. */
    record Mistake(String lab, String right, String wrong) {
        static @Nullable Mistake of(@Nullable String line) {
            String[] parts = line == null ? new String[0] : line.split(" \\| ", 3);
            return parts.length == 3 ? new Mistake(parts[0], parts[1], parts[2]) : null;
        }
    }

    /**
     * An answer to an operation.
     *
     * @param operation {@code DescribeStacks}, or {@code GET /path} with {@code *} for anything
     * @param after the operation that must have been asked for before; empty for none
     */
    record Answer(String operation, String after, int status, Map<String, String> headers, String body) {
        Answer {
            headers = Map.copyOf(headers);
        }

        boolean replaces(Answer other) {
            return operation.equals(other.operation) && after.equals(other.after);
        }
    }

    /** All cases, by name. */
    static List<FailureCase> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(each -> each.toString().endsWith(".case"))
                    .sorted()
                    .map(FailureCase::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FailureCase read(Path file) {
        Map<String, String> headers = new LinkedHashMap<>();
        List<Answer> answers = new ArrayList<>(answers(file, headers));
        if (headers.containsKey("scene")) {
            List<Answer> own = List.copyOf(answers);
            answers(FOLDER.resolve("scenes").resolve(headers.get("scene") + ".scene"), new LinkedHashMap<>()).stream()
                    .filter(each -> own.stream().noneMatch(answer -> answer.replaces(each)))
                    .forEach(answers::add);
        }
        return new FailureCase(
                file.getFileName().toString().replace(".case", ""),
                header(headers, "source", file),
                List.of(header(headers, "command", file).split(" ", -1)),
                Integer.parseInt(header(headers, "exit", file)),
                Mistake.of(headers.get("mistake")),
                answers);
    }

    private static String header(Map<String, String> headers, String name, Path file) {
        String value = headers.get(name);
        if (value == null) {
            throw new IllegalArgumentException(file + " says no " + name);
        }
        return value;
    }

    private static List<Answer> answers(Path file, Map<String, String> headers) {
        String[] parts = text(file).split("(?m)^" + ANSWER, -1);
        headers.putAll(fields(parts[0]));
        List<Answer> answers = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            answers.add(answer(parts[i]));
        }
        return answers;
    }

    private static Answer answer(String part) {
        String[] first = part.split("\n", 3);
        String[] asked = first[0].strip().split(" after ", 2);
        String[] rest = first[2].split("(?m)^\n", 2);
        return new Answer(
                asked[0],
                asked.length == 2 ? asked[1] : "",
                Integer.parseInt(first[1].strip()),
                fields(rest[0]),
                rest.length == 2 ? rest[1].strip() : "");
    }

    private static Map<String, String> fields(String lines) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : lines.split("\n", -1)) {
            int colon = line.indexOf(": ");
            if (colon > 0 && !line.startsWith("#")) {
                fields.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        return fields;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the screen that the user sees is kept. */
    Path screen() {
        return FOLDER.resolve(name + ".screen");
    }

    @Override
    public String toString() {
        return name;
    }
}
