package dev.labctl.cli.lab.filecatalog;

import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.cloud.Bucket.Version;
import dev.labctl.cli.lab.Traceable;
import dev.labctl.cli.lab.trace.Asked;
import dev.labctl.cli.lab.trace.CloudTime;
import dev.labctl.cli.lab.trace.Gap;
import dev.labctl.cli.lab.trace.LoggedLine;
import dev.labctl.cli.lab.trace.Place;
import dev.labctl.cli.lab.trace.RequestTraces;
import dev.labctl.cli.lab.trace.Trace;
import dev.labctl.cli.lab.trace.TraceEvent;
import dev.labctl.cli.lab.trace.TracedFunction;
import dev.labctl.cli.lab.trace.TracedObject;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.wire.filecatalog.CatalogAttribute;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** From a version in the bucket, by the cataloger's runs, to its row. */
final class CatalogTraces implements Traceable {
    private static final String LAB = "file-catalog";

    @Override
    public String subjects() {
        return "keys of objects, ids of requests";
    }

    @Override
    public List<Trace> traces(Deployment deployment, Asked asked) {
        TracedFunction function =
                RequestTraces.function(deployment, "file-cataloger", FileCatalogLab.FUNCTION, "CatalogerLogGroupName");
        return Stream.concat(
                        new Of(deployment, asked, function).versions(), RequestTraces.of(LAB, asked, List.of(function)))
                .toList();
    }

    /** What one question is about. */
    private static final class Of {
        private final Deployment deployment;
        private final Asked asked;
        private final Bucket bucket;
        private final TracedObject object;
        private final Place table;

        Of(Deployment deployment, Asked asked, TracedFunction function) {
            this.deployment = deployment;
            this.asked = asked;
            bucket = deployment.cloud().s3().bucket(deployment.output(FileCatalogLab.BUCKET));
            object = new TracedObject(bucket, new Place("S3 files", bucket.name()), function, asked.now());
            table = new Place("DynamoDB catalog", deployment.output(FileCatalogLab.TABLE));
        }

        Stream<Trace> versions() {
            return asked.keyIn(bucket.name()).stream()
                    .flatMap(key -> asked.chosen(bucket.versions(key), Version::id).stream())
                    .map(this::trace);
        }

        private Trace trace(Version version) {
            String subject = "object %s, version %s".formatted(version.key(), version.id());
            if (version.isDeleteMarker()) {
                return new Trace(
                        LAB,
                        subject,
                        List.of(TracedObject.put(new Place("S3 files", bucket.name()), version)),
                        List.of(),
                        List.of("a deletion changes no row; --all shows the versions before it"));
            }
            List<LoggedLine> lines = object.lines(version);
            List<TraceEvent> events = new ArrayList<>(object.events(version, lines));
            Optional<LoggedLine> done =
                    lines.stream().filter(line -> !line.isFailure()).findFirst();
            Optional<Map<String, Object>> row = new Catalog(deployment).row(version.key(), version.id());
            row.ifPresent(found -> events.add(
                    done.map(line -> TraceEvent.placeOf(line, events)).orElse(events.size()), added(found, done)));
            return new Trace(LAB, subject, events, gaps(version, lines, row.isPresent()), List.of());
        }

        private TraceEvent added(Map<String, Object> row, Optional<LoggedLine> done) {
            Instant told = Instant.parse(String.valueOf(row.get(CatalogAttribute.PROCESSED_AT)));
            Instant at = done.map(line ->
                            CloudTime.of(deployment.cloud(), told, line.event().at()))
                    .orElse(told);
            return TraceEvent.exact(
                    at,
                    table,
                    "row %s put".formatted(row.get(CatalogAttribute.TIMESTAMP)),
                    "Query " + CatalogAttribute.PROCESSED_AT);
        }

        private List<Gap> gaps(Version version, List<LoggedLine> lines, boolean hasRow) {
            if (hasRow) {
                return List.of();
            }
            if (lines.isEmpty()) {
                return List.of(object.unseen(LAB, version));
            }
            return lines.stream().allMatch(LoggedLine::isFailure)
                    ? List.of(new Gap("no row: every run for this version has failed so far", "labctl logs " + LAB))
                    : List.of(new Gap(
                            "no row of this version is in the table; it was deleted, or the object was gone",
                            "labctl catalog --key '%s'".formatted(version.key())));
        }
    }
}
