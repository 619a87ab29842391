package dev.labctl.cli.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What one must be allowed to do to deploy and destroy a resource.
 *
 * @param type of the resource; {@link #LABCTL} for what every lab needs
 * @param resource an ARN with {@code {region}} and the like where they belong
 */
record NeededPermission(String type, String resource, List<String> actions) {
    /** What labctl itself does, whatever the template says. */
    static final String LABCTL = "labctl";

    private static final String TABLE = "permissions";

    NeededPermission {
        actions = List.copyOf(actions);
    }

    /** All that is known. */
    static List<NeededPermission> all() {
        try (InputStream table = NeededPermission.class.getResourceAsStream(TABLE)) {
            if (table == null) {
                throw new IllegalStateException("the table of permissions is part of labctl");
            }
            return new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(NeededPermission::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NeededPermission of(String line) {
        String[] columns = line.split(" \\| ", -1);
        return new NeededPermission(columns[0], columns[1], List.of(columns[2].split(" ", -1)));
    }

    /** The ARN with these values. */
    String arn(Map<String, String> values) {
        String arn = resource;
        for (Map.Entry<String, String> value : values.entrySet()) {
            arn = arn.replace("{" + value.getKey() + "}", value.getValue());
        }
        return arn;
    }
}
