package dev.labctl.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.output.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A reader of TAP 14 as strict as its specification: what it does not know is an error. */
public record Tape(int plan, List<Point> points) {
    private static final Pattern POINT =
            Pattern.compile("(not )?ok (\\d+) - ((?:[^#\\\\]|\\\\[#\\\\])*?)(?: # SKIP (.*))?");
    private static final Pattern ENTRY = Pattern.compile(" {2}(\\w+):(?: (.*))?");
    private static final Pattern ITEM = Pattern.compile(" {4}- \".*\"");

    /**
     * A test point.
     *
     * @param skip why it was skipped; empty when it was not
     */
    public record Point(int number, boolean ok, String description, String skip, Map<String, String> diagnostics) {
        /** A scalar of the diagnostics, unquoted. */
        public String yaml(String name) {
            String value = diagnostics.getOrDefault(name, "");
            return value.startsWith("\"") ? String.valueOf(Json.any(value)) : value;
        }
    }

    /** Reads a whole file. */
    public static Tape read(String text) {
        List<String> lines = List.of(text.split("\n", -1));
        assertThat(lines.get(0)).isEqualTo("TAP version 14");
        assertThat(lines.get(1)).matches("1\\.\\.\\d+");
        assertThat(lines.get(lines.size() - 1)).isEmpty();
        List<Point> points = new ArrayList<>();
        for (int i = 2; i < lines.size() - 1; i++) {
            String line = lines.get(i);
            if (line.startsWith("#")) {
                continue;
            }
            Map<String, String> diagnostics = new LinkedHashMap<>();
            Matcher point = POINT.matcher(line);
            assertThat(point.matches()).as(line).isTrue();
            if (lines.get(i + 1).equals("  ---")) {
                for (i += 2; !lines.get(i).equals("  ..."); i++) {
                    Matcher entry = ENTRY.matcher(lines.get(i));
                    if (entry.matches()) {
                        diagnostics.put(entry.group(1), String.valueOf(entry.group(2)));
                    } else {
                        assertThat(lines.get(i)).matches(ITEM);
                    }
                }
            }
            points.add(new Point(
                    Integer.parseInt(point.group(2)),
                    point.group(1) == null,
                    unescaped(point.group(3)),
                    point.group(4) == null ? "" : unescaped(point.group(4)),
                    diagnostics));
        }
        return new Tape(Integer.parseInt(lines.get(1).substring(3)), points);
    }

    private static String unescaped(String text) {
        return text.replaceAll("\\\\([#\\\\])", "$1");
    }
}
