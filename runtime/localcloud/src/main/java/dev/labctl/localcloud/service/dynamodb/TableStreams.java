package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.service.dynamodb.stream.StreamLog;
import dev.labctl.localcloud.service.dynamodb.stream.StreamRow;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;

/** Switches tables' streams on and off. */
final class TableStreams {
    private static final DateTimeFormatter LABEL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final StreamLog log;

    TableStreams(StreamLog log) {
        this.log = log;
    }

    /** The stream a request asks for; null when it asks for none. */
    static TableRow.@Nullable StreamSettings requested(@Nullable StreamSpecification asked, Instant now) {
        if (asked == null || !Boolean.TRUE.equals(asked.streamEnabled())) {
            if (asked != null && asked.streamViewTypeAsString() != null) {
                throw AwsError.validation(
                        "One or more parameter values were invalid: StreamViewType cannot be specified "
                                + "when StreamEnabled is false");
            }
            return null;
        }
        new Constraints()
                .oneOf(
                        "streamSpecification.streamViewType",
                        asked.streamViewType(),
                        asked.streamViewTypeAsString(),
                        "NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES, KEYS_ONLY")
                .check();
        if (asked.streamViewTypeAsString() == null) {
            throw AwsError.validation("One or more parameter values were invalid: StreamViewType is required when "
                    + "StreamEnabled is true");
        }
        return new TableRow.StreamSettings(asked.streamViewTypeAsString(), LABEL.format(now), true);
    }

    /** Opens the table's stream, if it has one; inside a write. */
    void opened(TableRow row, Instant now) {
        TableRow.StreamSettings stream = row.stream();
        if (stream != null && stream.isEnabled()) {
            log.open(new StreamRow(
                    row.region(),
                    row.name(),
                    stream.label(),
                    stream.viewType(),
                    row.key().names().toList(),
                    now,
                    null));
        }
    }

    /** Closes the table's stream, if it is on; inside a write. */
    void closed(TableRow row, Instant now) {
        TableRow.StreamSettings stream = row.stream();
        if (stream != null && stream.isEnabled()) {
            log.close(row.region(), row.name(), stream.label(), now);
        }
    }
}
