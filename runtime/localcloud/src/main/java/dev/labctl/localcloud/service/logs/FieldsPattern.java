package dev.labctl.localcloud.service.logs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pattern over messages of fields between spaces: {@code [ip, user, ..., status = 5*, bytes > 1000]}. */
final class FieldsPattern implements FilterPattern {
    private static final String REST = "...";
    private static final Pattern FIELD = Pattern.compile("\"([^\"]*)\"|\\[([^\\]]*)\\]|(\\S+)");
    private static final Pattern PART = Pattern.compile("\\s*([A-Za-z0-9_.$-]*)\\s*(?:(<=|>=|!=|=|<|>)\\s*(.+?))?\\s*");

    private final List<Field> fields = new ArrayList<>();

    FieldsPattern(String text) {
        if (!text.endsWith("]")) {
            throw LogsErrors.invalid("Invalid filter pattern");
        }
        for (String part : text.substring(1, text.length() - 1).split(",", -1)) {
            fields.add(field(part));
        }
    }

    private record Field(String name, List<Comparison> alternatives) {
        boolean takes(String value) {
            return alternatives.isEmpty() || alternatives.stream().anyMatch(comparison -> comparison.holds(value));
        }
    }

    private static Field field(String part) {
        List<Comparison> alternatives = new ArrayList<>();
        String name = "";
        for (String alternative : part.split("\\|\\|", -1)) {
            Matcher matcher = PART.matcher(alternative);
            if (!matcher.matches()) {
                throw LogsErrors.invalid("Invalid filter pattern");
            }
            name = matcher.group(1);
            if (matcher.group(2) != null) {
                alternatives.add(
                        new Comparison(matcher.group(2), matcher.group(3).replaceAll("^\"|\"$", "")));
            }
        }
        return new Field(name, alternatives);
    }

    @Override
    public Optional<Map<String, String>> match(String message) {
        List<String> values = new ArrayList<>();
        Matcher matcher = FIELD.matcher(message);
        while (matcher.find()) {
            values.add(
                    matcher.group(1) != null
                            ? matcher.group(1)
                            : matcher.group(2) != null ? matcher.group(2) : matcher.group(3));
        }
        List<Field> expanded = expand(values.size());
        if (expanded.size() != values.size()) {
            return Optional.empty();
        }
        Map<String, String> found = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            Field field = expanded.get(i);
            if (!field.takes(values.get(i))) {
                return Optional.empty();
            }
            if (!field.name().isEmpty()) {
                found.put("$" + field.name(), values.get(i));
            }
        }
        return Optional.of(found);
    }

    /** The fields with {@code ...} standing for as many as are left. */
    private List<Field> expand(int size) {
        List<Field> expanded = new ArrayList<>();
        for (Field field : fields) {
            if (field.name().equals(REST)) {
                for (int missing = size - (fields.size() - 1); missing > 0; missing--) {
                    expanded.add(new Field("", List.of()));
                }
            } else {
                expanded.add(field);
            }
        }
        return expanded;
    }
}
