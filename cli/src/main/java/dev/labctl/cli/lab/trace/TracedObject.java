package dev.labctl.cli.lab.trace;

import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.cloud.Bucket.Version;
import dev.labctl.cli.output.Sizes;
import dev.labctl.wire.log.LogField;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A version of an object and what a function did for its event. */
public final class TracedObject {
    /** How long Lambda tries to hand an event to a function, and a little more. */
    private static final Duration DELIVERY = Duration.ofHours(7);

    private static final Duration RESOLUTION = Duration.ofSeconds(1);

    /** The id of what was put while the bucket kept no versions. */
    private static final String NO_VERSION = "null";

    private final Bucket bucket;
    private final Place place;
    private final TracedFunction function;
    private final Instant now;

    /**
     * Objects of a bucket that tells a function about them.
     *
     * @param now the last moment that is of interest
     */
    public TracedObject(Bucket bucket, Place place, TracedFunction function, Instant now) {
        this.bucket = bucket;
        this.place = place;
        this.function = function;
        this.now = now;
    }

    /** That the version was put, or the object deleted. */
    public static TraceEvent put(Place place, Version version) {
        String size = Sizes.readable(version.size());
        String what;
        if (version.isDeleteMarker()) {
            what = "deleted (delete marker %s)".formatted(version.id());
        } else if (version.id().equals(NO_VERSION)) {
            what = "put " + size;
        } else {
            what = "put %s, version %s".formatted(size, version.id());
        }
        return TraceEvent.toTheSecond(version.lastModified(), place, what, "ListObjectVersions");
    }

    /** The function's lines about this version's event; those of the tries that failed are among them. */
    public List<LoggedLine> lines(Version version) {
        Instant since = version.lastModified().minus(RESOLUTION);
        Instant end = since.plus(DELIVERY);
        List<LoggedLine> lines = new ArrayList<>(lines(version, since, end.isBefore(now) ? end : now));
        if (lines.stream().allMatch(LoggedLine::isFailure) && end.isBefore(now)) {
            // An event that failed can be sent again at any time.
            lines.addAll(lines(version, end, now));
        }
        return lines;
    }

    private List<LoggedLine> lines(Version version, Instant since, Instant until) {
        return function.lines(LogField.KEY, version.key(), since, until).stream()
                .filter(line -> {
                    String told = line.member(LogField.VERSION_ID);
                    return told.equals(version.id())
                            || (told.isEmpty() && version.id().equals(NO_VERSION));
                })
                .toList();
    }

    /** From the put to the end of the function's runs. */
    public List<TraceEvent> events(Version version, List<LoggedLine> lines) {
        List<TraceEvent> events = new ArrayList<>();
        events.add(put(place, version));
        lines.stream()
                .filter(line -> !line.member(LogField.EVENT_TIME).isEmpty())
                .findFirst()
                .ifPresent(line -> events.add(sent(line)));
        lines.stream()
                .map(line -> line.member(LogField.REQUEST_ID))
                .distinct()
                .flatMap(id -> function.runs(id, version.lastModified().minus(RESOLUTION), now).stream())
                .forEach(events::add);
        return events;
    }

    private TraceEvent sent(LoggedLine line) {
        return TraceEvent.exact(
                Instant.parse(line.member(LogField.EVENT_TIME)),
                place,
                "sends " + line.member(LogField.EVENT_NAME),
                function.group());
    }

    /** Why no run of the function is known, as far as can be seen. */
    public Gap unseen(String lab, Version version) {
        String missing =
                "no run of %s for version %s".formatted(function.place().resource(), version.id());
        boolean isTold = bucket.settings().notifications().stream().anyMatch(each -> each.targetArn()
                .contains(":function:" + function.place().resource()));
        if (!isTold) {
            return new Gap(
                    "%s: bucket %s does not tell it about new objects".formatted(missing, bucket.name()),
                    "labctl verify " + lab);
        }
        return new Gap(missing + "; it may be on its way", "labctl logs %s --since 1h".formatted(lab));
    }
}
