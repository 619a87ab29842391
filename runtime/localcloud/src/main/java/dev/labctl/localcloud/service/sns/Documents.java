package dev.labctl.localcloud.service.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.schema.Properties;
import java.io.UncheckedIOException;
import java.util.Optional;

/** JSON documents among a resource's properties. */
final class Documents {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Documents() {}

    /** The property as JSON text; empty when it is not set. */
    static Optional<String> text(Properties properties, String name) {
        return properties.value(name).map(value -> {
            try {
                return value instanceof String text ? text : JSON.writeValueAsString(value);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
