package dev.labctl.runtime.event;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.wire.log.LogField;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A line of JSON in a function's log, with the members of {@link LogField}. */
public final class LogLine {
    private final Context context;
    private final Map<String, Object> subject = new LinkedHashMap<>();

    /** A line of this request; nothing is written yet. */
    public LogLine(Context context) {
        this.context = context;
    }

    /** Says what the request is about. */
    public LogLine with(String field, Object value) {
        subject.put(field, value);
        return this;
    }

    /** The same, of what may be unknown. */
    public LogLine with(String field, Optional<String> value) {
        value.filter(text -> !text.isBlank()).ifPresent(text -> subject.put(field, text));
        return this;
    }

    /** Says which object an S3 event is about. */
    public LogLine about(ObjectEvent event) {
        return with(LogField.BUCKET, event.bucket())
                .with(LogField.KEY, event.key())
                .with(LogField.VERSION_ID, event.version())
                .with(LogField.EVENT_NAME, event.name())
                .with(LogField.EVENT_TIME, event.time().toString());
    }

    /**
     * Writes how it ended.
     *
     * @param message the same for people
     */
    public void done(String outcome, String message) {
        write("INFO", message, Map.of(LogField.OUTCOME, outcome));
    }

    /**
     * Writes that it failed; whoever caught it throws it on.
     *
     * @param what failed, for people
     */
    public void failed(String what, Throwable failure) {
        String said = failure.getMessage();
        String reason = said == null || said.isBlank() ? failure.getClass().getSimpleName() : said;
        Map<String, Object> ending = new LinkedHashMap<>();
        ending.put(LogField.OUTCOME, "FAILED");
        ending.put(LogField.REASON, reason);
        write("ERROR", "FAILED %s: %s".formatted(what, reason), ending);
    }

    private void write(String level, String message, Map<String, ?> ending) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put(LogField.LEVEL, level);
        line.put(LogField.MESSAGE, message);
        line.put(LogField.REQUEST_ID, context.getAwsRequestId());
        line.putAll(ending);
        line.putAll(subject);
        try {
            context.getLogger().log(JSON.std.asString(line) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
