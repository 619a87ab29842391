package dev.labctl.cli.lab.dbreplication;

import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import dev.labctl.cli.output.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A user's file of inventory rows, as the CSV that {@code db-seed} reads. */
final class InventoryFile {
    private static final List<String> REQUIRED = List.of("item_id", "item_name", "quantity");
    private static final Set<String> NUMBERS = Set.of("item_id", "quantity");
    private static final List<String> COLUMNS = List.of("item_id", "item_name", "quantity", "updated_at");

    private InventoryFile() {}

    /** Something that is done with a CSV file. */
    interface Use<T> {
        T with(Path csv);
    }

    /**
     * Does something with the file's rows as CSV: with the file itself, or with what a JSON file was turned into.
     *
     * @throws LabctlException exit code 2, when the file is of no such kind, or lacks a column
     */
    static <T> T asCsv(Path file, Use<T> use) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        try {
            if (name.endsWith(".csv")) {
                requireColumns(file);
                return use.with(file);
            }
            if (name.endsWith(".json")) {
                Path csv = Files.createTempFile("inventory", ".csv");
                try {
                    Files.writeString(csv, csv(file));
                    return use.with(csv);
                } finally {
                    Files.deleteIfExists(csv);
                }
            }
        } catch (IOException e) {
            throw LabctlException.usage("cannot read %s: %s".formatted(file, Reason.of(e)), "--from FILE");
        }
        throw LabctlException.usage(file + " is neither .csv nor .json", "--from FILE.csv or FILE.json");
    }

    private static void requireColumns(Path csv) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(csv, StandardCharsets.UTF_8)) {
            String header = lines.readLine();
            List<String> names = header == null
                    ? List.of()
                    : Arrays.stream(header.replace("\uFEFF", "")
                                    .replace("\"", "")
                                    .split(",", -1))
                            .map(String::strip)
                            .toList();
            boolean isEachOnce = Set.copyOf(names).size() == names.size();
            if (!names.containsAll(REQUIRED) || !COLUMNS.containsAll(names) || !isEachOnce) {
                throw LabctlException.usage(
                        "the first line of %s names the columns %s".formatted(csv, String.join(", ", names)),
                        "name %s, and updated_at if you like".formatted(String.join(", ", REQUIRED)));
            }
        }
    }

    private static String csv(Path json) throws IOException {
        Object rows;
        try {
            rows = Json.any(Files.readString(json));
        } catch (UncheckedIOException e) {
            throw LabctlException.usage(
                    "%s is no JSON: %s".formatted(json, Reason.of(Objects.requireNonNull(e.getCause()))),
                    "--from FILE.json");
        }
        if (!(rows instanceof List<?> list)) {
            throw LabctlException.usage(json + " is no JSON array", "[{\"item_id\": 1, ...}, ...]");
        }
        boolean isDated =
                list.stream().anyMatch(row -> row instanceof Map<?, ?> item && item.containsKey("updated_at"));
        List<String> columns = isDated ? COLUMNS : REQUIRED;
        StringBuilder csv = new StringBuilder(String.join(",", columns)).append('\n');
        int number = 0;
        for (Object row : list) {
            number++;
            if (!(row instanceof Map<?, ?> item) || !item.keySet().equals(Set.copyOf(columns))) {
                throw refused(number, json, "does not have exactly " + String.join(", ", columns));
            }
            for (String name : columns) {
                Object value = item.get(name);
                if (NUMBERS.contains(name) && !(value instanceof Integer)) {
                    throw refused(number, json, "has no whole number of 32 bits as %s: %s".formatted(name, value));
                }
                if (!NUMBERS.contains(name) && !(value instanceof String)) {
                    throw refused(number, json, "has no text as %s: %s".formatted(name, value));
                }
            }
            csv.append(columns.stream().map(name -> quoted(item.get(name))).collect(Collectors.joining(",")))
                    .append('\n');
        }
        return csv.toString();
    }

    private static LabctlException refused(int number, Path json, String why) {
        return LabctlException.usage(
                "element %d of %s %s".formatted(number, json, why),
                "[{\"item_id\": 1, \"item_name\": \"Widget\", \"quantity\": 3}]");
    }

    private static String quoted(@Nullable Object value) {
        return '"' + String.valueOf(value).replace("\"", "\"\"") + '"';
    }
}
