package dev.labctl.cli.command.todo;

import dev.labctl.cli.cloud.ApiResponse;
import dev.labctl.cli.output.Json;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an API answered: its body, JSON indented and anything else as it came.
 *
 * @param include whether status and headers are shown as well
 */
record ApiAnswer(ApiResponse response, boolean include) implements Result {
    @Override
    public Object json() {
        Object body = Optional.ofNullable(body());
        if (!include) {
            return body;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("status", response.status());
        json.put("headers", response.headers());
        json.put("body", body);
        return json;
    }

    /** JSON as a value, anything else as text; null when there is none. */
    private @Nullable Object body() {
        String text = response.text();
        try {
            return text.isEmpty() ? null : Json.any(text);
        } catch (UncheckedIOException e) {
            return text;
        }
    }

    @Override
    public void print(Text text) {
        if (include) {
            text.line(text.styled(Text.Style.STRONG, "HTTP " + response.status()));
            response.headers()
                    .forEach((name, values) -> values.forEach(value -> text.line(Text.oneLine(name + ": " + value))));
            text.line("");
        }
        Object body = body();
        if (body != null) {
            text.line(body instanceof String plain ? plain : Json.document(body));
        }
    }
}
