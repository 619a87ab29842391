package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.cloud.ApiResponse;
import dev.labctl.cli.lab.check.JsonValue;
import dev.labctl.cli.output.Text;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the API answered to a call of a check.
 *
 * @param call what was asked, as evidence names it: {@code POST /users}
 */
record Answer(String call, ApiResponse response) {
    private static final int SHOWN = 160;

    int status() {
        return response.status();
    }

    /** The body; nothing when it is no JSON. */
    JsonValue json() {
        try {
            return JsonValue.read(response.text().isEmpty() ? "null" : response.text());
        } catch (IllegalArgumentException e) {
            return new JsonValue(null);
        }
    }

    /** How this is another status. */
    Optional<String> unless(int status) {
        return status() == status
                ? Optional.empty()
                : Optional.of("%s answered %s, not %d".formatted(call, seen(), status));
    }

    /** How this is another status, or another error. */
    Optional<String> unless(int status, String error) {
        return unless(status)
                .or(() -> json().at("error").text().equals(error)
                        ? Optional.empty()
                        : Optional.of("%s answered %s, without the error '%s'".formatted(call, seen(), error)));
    }

    /** How this is not a refusal that says what is wrong, and names all of these. */
    Optional<String> unlessRefused(String error, String... named) {
        return unless(400, error).or(() -> {
            String details =
                    json().at("details").items().stream().map(JsonValue::text).collect(Collectors.joining("; "));
            for (String name : named) {
                if (!details.contains(name)) {
                    return Optional.of("%s answered %s, without a detail about '%s'".formatted(call, seen(), name));
                }
            }
            return details.isEmpty()
                    ? Optional.of("%s answered %s, without details".formatted(call, seen()))
                    : Optional.empty();
        });
    }

    /** Status and body, cut short. */
    String seen() {
        String text = Text.oneLine(response.text());
        return "%d %s".formatted(status(), text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...");
    }
}
