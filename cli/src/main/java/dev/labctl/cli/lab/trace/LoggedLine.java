package dev.labctl.cli.lab.trace;

import dev.labctl.cli.cloud.Logs.LogEvent;
import dev.labctl.cli.lab.check.JsonValue;
import dev.labctl.wire.log.LogField;

/**
 * A line that a function logged.
 *
 * @param json the line as JSON; of nothing when it is none
 */
public record LoggedLine(LogEvent event, JsonValue json) {
    private static final int LONGEST = 200;

    static LoggedLine of(LogEvent event) {
        String message = event.message().strip();
        if (!message.startsWith("{")) {
            return new LoggedLine(event, new JsonValue(null));
        }
        try {
            return new LoggedLine(event, JsonValue.read(message));
        } catch (IllegalArgumentException e) {
            // It only looks like JSON.
            return new LoggedLine(event, new JsonValue(null));
        }
    }

    /** A member of it; empty when there is none. */
    public String member(String field) {
        return json.at(field).text();
    }

    /** Whether it tells of a failure. */
    public boolean isFailure() {
        return member(LogField.LEVEL).equals("ERROR");
    }

    /** What it says to people: its message, or the begin of its first line. */
    public String said() {
        String said = member(LogField.MESSAGE);
        if (said.isEmpty() && !member(LogField.METHOD).isEmpty()) {
            said = "%s %s answered %s in %s ms"
                    .formatted(
                            member(LogField.METHOD),
                            member(LogField.PATH),
                            member(LogField.STATUS),
                            member(LogField.LATENCY));
        }
        if (said.isEmpty()) {
            said = event.message().strip().lines().findFirst().orElse("");
        }
        return said.length() <= LONGEST ? said : said.substring(0, LONGEST) + "...";
    }
}
