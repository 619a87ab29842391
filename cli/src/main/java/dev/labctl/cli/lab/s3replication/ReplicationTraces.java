package dev.labctl.cli.lab.s3replication;

import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.cloud.Bucket.Version;
import dev.labctl.cli.lab.Traceable;
import dev.labctl.cli.lab.trace.Asked;
import dev.labctl.cli.lab.trace.Gap;
import dev.labctl.cli.lab.trace.LoggedLine;
import dev.labctl.cli.lab.trace.Place;
import dev.labctl.cli.lab.trace.RequestTraces;
import dev.labctl.cli.lab.trace.Trace;
import dev.labctl.cli.lab.trace.TraceEvent;
import dev.labctl.cli.lab.trace.TracedFunction;
import dev.labctl.cli.lab.trace.TracedObject;
import dev.labctl.cli.output.Sizes;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.wire.log.LogField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** From a version in the primary bucket, by the replicator's runs, to its replica. */
final class ReplicationTraces implements Traceable {
    private static final String LAB = "s3-replication";
    private static final String DELETED = "SOURCE_DELETED";

    @Override
    public String subjects() {
        return "keys of objects, ids of requests";
    }

    @Override
    public List<Trace> traces(Deployment deployment, Asked asked) {
        TracedFunction function = RequestTraces.function(
                deployment, "s3-replicator", S3ReplicationLab.FUNCTION, "ReplicatorLogGroupName");
        return Stream.concat(
                        new Of(deployment, asked, function).versions(), RequestTraces.of(LAB, asked, List.of(function)))
                .toList();
    }

    /** What one question is about. */
    private static final class Of {
        private final Asked asked;
        private final Bucket primary;
        private final Bucket backup;
        private final Place replicas;
        private final TracedObject object;

        Of(Deployment deployment, Asked asked, TracedFunction function) {
            this.asked = asked;
            primary = deployment.cloud().s3().bucket(deployment.output(S3ReplicationLab.PRIMARY));
            backup = deployment.cloud().s3().bucket(deployment.output(S3ReplicationLab.BACKUP));
            replicas = new Place("S3 backup", backup.name());
            object = new TracedObject(primary, new Place("S3 primary", primary.name()), function, asked.now());
        }

        Stream<Trace> versions() {
            Optional<String> key = asked.keyIn(primary.name()).or(() -> asked.keyIn(backup.name()));
            return key.stream().flatMap(found -> {
                List<Version> copies = backup.versions(found);
                return asked.chosen(primary.versions(found), Version::id).stream()
                        .map(version -> trace(version, copies));
            });
        }

        private Trace trace(Version version, List<Version> copies) {
            String subject = "object %s, version %s".formatted(version.key(), version.id());
            if (version.isDeleteMarker()) {
                return new Trace(
                        LAB,
                        subject,
                        List.of(TracedObject.put(new Place("S3 primary", primary.name()), version)),
                        List.of(),
                        List.of("a deletion is not replicated; --all shows the versions before it"));
            }
            List<LoggedLine> lines = object.lines(version);
            List<TraceEvent> events = new ArrayList<>(object.events(version, lines));
            Optional<LoggedLine> done =
                    lines.stream().filter(line -> !line.isFailure()).reduce((first, second) -> second);
            List<Version> made = made(version, done, copies);
            int place = done.map(line -> TraceEvent.placeOf(line, events)).orElse(events.size());
            List<String> notes = new ArrayList<>(notes(version, done));
            for (Version copy : made) {
                if (copy.lastModified().isBefore(version.lastModified())) {
                    notes.add("the replica was there before, with the same bytes: version %s of %s"
                            .formatted(copy.id(), copy.lastModified()));
                } else {
                    events.add(place, copied(version, copy));
                }
            }
            return new Trace(LAB, subject, events, gaps(version, lines, done, made), notes);
        }

        /** The replica that the function tells of; without its word, the first of the same bytes that is not older. */
        private static List<Version> made(Version version, Optional<LoggedLine> done, List<Version> copies) {
            if (done.isPresent()) {
                String told = done.get().member(LogField.REPLICA_VERSION_ID);
                return copies.stream().filter(copy -> copy.id().equals(told)).toList();
            }
            return copies.stream()
                    .filter(copy -> copy.etag().equals(version.etag()) && copy.size() == version.size())
                    .filter(copy -> !copy.lastModified().isBefore(version.lastModified()))
                    .reduce((newer, older) -> older)
                    .stream()
                    .toList();
        }

        private TraceEvent copied(Version version, Version copy) {
            String same = copy.size() == version.size() ? "" : ", of another size than this version";
            return TraceEvent.toTheSecond(
                    copy.lastModified(),
                    replicas,
                    "put %s%s, version %s".formatted(Sizes.readable(copy.size()), same, copy.id()),
                    "ListObjectVersions");
        }

        private List<Gap> gaps(Version version, List<LoggedLine> lines, Optional<LoggedLine> done, List<Version> made) {
            if (lines.isEmpty()) {
                return List.of(object.unseen(LAB, version));
            }
            if (done.isEmpty()) {
                return List.of(
                        new Gap("no replica: every run for this version has failed so far", "labctl logs " + LAB));
            }
            if (made.isEmpty() && !done.get().member(LogField.OUTCOME).equals(DELETED)) {
                return List.of(new Gap(
                        "the replica that was made is no longer in bucket " + backup.name(),
                        "labctl verify %s --check objects-replicated".formatted(LAB)));
            }
            return List.of();
        }

        private static List<String> notes(Version version, Optional<LoggedLine> done) {
            return done
                    .map(line -> line.member(LogField.COPIED_VERSION_ID))
                    .filter(copied -> !copied.isEmpty() && !copied.equals(version.id()))
                    .map(copied -> "the object had been overwritten: the replica is of version " + copied)
                    .stream()
                    .toList();
        }
    }
}
