package dev.labctl.cli.lab.rdsbackup;

import dev.labctl.cli.backup.BackupBucket;
import dev.labctl.cli.backup.BadManifestException;
import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.cloud.Bucket.Version;
import dev.labctl.cli.cloud.Cloud;
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
import dev.labctl.wire.log.LogField;
import dev.labctl.wire.rdsbackup.BackupManifest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** From a request, by pg_dump's bytes, to a dump and its manifest. */
final class BackupTraces implements Traceable {
    /** No run of a function is longer. */
    private static final Duration LONGEST_RUN = Duration.ofMinutes(16);

    @Override
    public String subjects() {
        return "keys of backups, ids of requests";
    }

    @Override
    public List<Trace> traces(Deployment deployment, Asked asked) {
        TracedFunction function =
                RequestTraces.function(deployment, "rds-backup", RdsBackupLab.FUNCTION, "BackupLogGroupName");
        return Stream.concat(
                        new Of(deployment, asked, function).backups(),
                        RequestTraces.of(RdsBackupLab.SLUG, asked, List.of(function)))
                .toList();
    }

    /** What one question is about. */
    private static final class Of {
        private final Cloud cloud;
        private final Asked asked;
        private final TracedFunction function;
        private final BackupBucket backups;
        private final Bucket bucket;
        private final Place place;

        Of(Deployment deployment, Asked asked, TracedFunction function) {
            this.cloud = deployment.cloud();
            this.asked = asked;
            this.function = function;
            backups = BackupBucket.find(
                    cloud, deployment.output(RdsBackupLab.BUCKET), deployment.output(RdsBackupLab.REGION));
            bucket = cloud.in(backups.region()).s3().bucket(backups.name());
            place = new Place("S3 backups", backups.name());
        }

        Stream<Trace> backups() {
            Optional<String> key = asked.keyIn(backups.name()).map(Of::dumpOf);
            return key.stream().flatMap(found -> {
                List<Version> dumps = asked.chosen(bucket.versions(found), Version::id);
                return dumps.isEmpty() ? failed(found).stream() : dumps.stream().map(dump -> trace(found, dump));
            });
        }

        private static String dumpOf(String key) {
            return key.endsWith(BackupManifest.SUFFIX)
                    ? key.substring(0, key.length() - BackupManifest.SUFFIX.length())
                    : key;
        }

        /** Of a backup that left nothing, when its request named the key. */
        private Optional<Trace> failed(String key) {
            List<TraceEvent> events =
                    runs(function.lines(LogField.KEY, key, asked.since(), asked.now()), asked.since());
            return events.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Trace(
                            RdsBackupLab.SLUG,
                            "backup " + key,
                            events,
                            List.of(new Gap("no dump: what fails leaves nothing", "labctl logs rds-backup")),
                            List.of()));
        }

        private List<TraceEvent> runs(List<LoggedLine> lines, Instant since) {
            return lines.stream()
                    .map(line -> line.member(LogField.REQUEST_ID))
                    .distinct()
                    .flatMap(id -> function.runs(id, since, asked.now()).stream())
                    .toList();
        }

        private Trace trace(String key, Version dump) {
            Instant since = dump.lastModified().minus(LONGEST_RUN);
            List<LoggedLine> lines =
                    function.lines(LogField.KEY, key, since, dump.lastModified().plus(LONGEST_RUN)).stream()
                            .filter(line -> !line.isFailure())
                            .toList();
            List<TraceEvent> events = new ArrayList<>(runs(lines, since));
            List<Gap> gaps = new ArrayList<>();
            List<TraceEvent> made = new ArrayList<>();
            snapshot(key, lines, gaps).ifPresent(made::add);
            made.add(TracedObject.put(place, dump));
            bucket.versions(BackupManifest.keyOf(key)).stream()
                    .filter(each -> !each.lastModified().isBefore(dump.lastModified()))
                    .reduce((newer, older) -> older)
                    .ifPresent(each -> made.add(
                            TraceEvent.toTheSecond(each.lastModified(), place, "manifest put", "ListObjectVersions")));
            int told = lines.stream()
                    .findFirst()
                    .map(line -> TraceEvent.placeOf(line, events))
                    .orElse(events.size());
            events.addAll(told, made);
            if (lines.isEmpty()) {
                gaps.add(new Gap(
                        "no run of %s for this key; its log goes back seven days"
                                .formatted(function.place().resource()),
                        "labctl backup verify '%s'".formatted(key)));
            }
            return new Trace(RdsBackupLab.SLUG, "backup " + key, events, gaps, List.of());
        }

        /** The moment that the dump shows the database at. */
        private Optional<TraceEvent> snapshot(String key, List<LoggedLine> lines, List<Gap> gaps) {
            Optional<BackupManifest> manifest;
            try {
                manifest = backups.manifest(key);
            } catch (BadManifestException e) {
                gaps.add(new Gap("the manifest is damaged: " + e.getMessage(), verify(key)));
                return Optional.empty();
            }
            if (manifest.isEmpty()) {
                gaps.add(new Gap("the dump has no manifest, so nobody knows whether it is whole", verify(key)));
                return Optional.empty();
            }
            BackupManifest found = manifest.get();
            Instant told = Instant.parse(found.snapshotAt());
            Instant at = lines.stream()
                    .findFirst()
                    .map(line -> CloudTime.of(cloud, told, line.event().at().minusMillis(found.durationMs())))
                    .orElse(told);
            Place database = new Place("PostgreSQL", found.rdsInstance());
            return Optional.of(TraceEvent.exact(
                    at, database, "snapshot of %s taken".formatted(found.database()), "manifest snapshotAt"));
        }

        private static String verify(String key) {
            return "labctl backup verify '%s'".formatted(key);
        }
    }
}
