package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.CloudEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.NoncurrentVersionExpiration;
import software.amazon.awssdk.services.s3.model.NoncurrentVersionTransition;
import software.amazon.awssdk.services.s3.model.Transition;

/** Applies lifecycle rules once a day, at midnight UTC of the cloud's clock. */
final class LifecycleRunner {
    private final CloudEnvironment environment;
    private final Buckets buckets;
    private final ObjectIndex index;
    private final Uploads uploads;
    private final EventOutbox outbox;

    LifecycleRunner(
            CloudEnvironment environment, Buckets buckets, ObjectIndex index, Uploads uploads, EventOutbox outbox) {
        this.environment = environment;
        this.buckets = buckets;
        this.index = index;
        this.uploads = uploads;
        this.outbox = outbox;
    }

    /** Runs at each coming midnight, and at once for what fell due while the cloud was down. */
    void start() {
        environment.executor().execute(this::run);
        scheduleNext();
    }

    private void scheduleNext() {
        Instant midnight =
                environment.clock().instant().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));
        environment.clock().schedule(midnight, () -> {
            scheduleNext();
            run();
        });
    }

    /** Applies all rules that are due now. */
    void run() {
        Instant now = environment.clock().instant();
        for (Bucket bucket : buckets.all().toList()) {
            for (LifecycleRule rule : Lifecycles.enabled(bucket)) {
                String prefix = ObjectKeys.startingWith(bucket.name(), Lifecycles.prefixOf(rule));
                abortUploads(bucket, rule, prefix, now);
                applyToObjects(bucket, rule, prefix, now);
            }
        }
    }

    private void abortUploads(Bucket bucket, LifecycleRule rule, String prefix, Instant now) {
        if (rule.abortIncompleteMultipartUpload() == null) {
            return;
        }
        int days = rule.abortIncompleteMultipartUpload().daysAfterInitiation();
        List<MultipartUpload> due = uploads.from(bucket.name(), prefix)
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(Map.Entry::getValue)
                .filter(upload -> !Lifecycles.due(upload.initiated(), days).isAfter(now))
                .toList();
        due.forEach(upload -> index.change(() ->
                uploads.find(upload.bucket(), upload.key(), upload.uploadId()).ifPresent(uploads::end)));
    }

    private void applyToObjects(Bucket bucket, LifecycleRule rule, String prefix, Instant now) {
        List<StoredObject> versions = new ArrayList<>();
        index.from(bucket.name(), prefix)
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .map(Map.Entry::getValue)
                .forEach(version -> {
                    if (!versions.isEmpty() && !versions.get(0).key().equals(version.key())) {
                        applyToKey(bucket, rule, List.copyOf(versions), now);
                        versions.clear();
                    }
                    versions.add(version);
                });
        if (!versions.isEmpty()) {
            applyToKey(bucket, rule, List.copyOf(versions), now);
        }
    }

    /** Applies a rule to the versions of one key, the newest first. */
    private void applyToKey(Bucket bucket, LifecycleRule rule, List<StoredObject> versions, Instant now) {
        int newerNoncurrent = 0;
        int left = 0;
        for (int i = 1; i < versions.size(); i++) {
            StoredObject version = versions.get(i);
            Instant noncurrentSince = versions.get(i - 1).lastModified();
            if (isExpired(rule.noncurrentVersionExpiration(), noncurrentSince, newerNoncurrent, now)
                    && Lifecycles.appliesTo(rule, version)) {
                remove(bucket, version, "LifecycleExpiration:Delete", now);
            } else {
                transitionNoncurrent(bucket, rule, version, noncurrentSince, newerNoncurrent, now);
                left++;
            }
            newerNoncurrent++;
        }
        applyToCurrent(bucket, rule, versions.get(0), left == 0, now);
    }

    private void applyToCurrent(Bucket bucket, LifecycleRule rule, StoredObject current, boolean alone, Instant now) {
        if (current.isDeleteMarker()) {
            if (alone && removesMarker(rule, current, now)) {
                remove(bucket, current, "LifecycleExpiration:Delete", now);
            }
            return;
        }
        if (Lifecycles.expiry(rule, current).filter(due -> !due.isAfter(now)).isPresent()) {
            expireCurrent(bucket, current, now);
            return;
        }
        rule.transitions().stream()
                .filter(transition -> isDue(transition, current, now))
                .map(Transition::storageClassAsString)
                .filter(storageClass -> Lifecycles.mayMove(bucket, rule, current, storageClass))
                .max(StorageClasses.COLDEST_LAST)
                .ifPresent(storageClass -> transition(bucket, current, storageClass, now));
    }

    /** A marker above nothing is taken away by a rule of its own, and by one that expires what is as old as the marker. */
    private static boolean removesMarker(LifecycleRule rule, StoredObject marker, Instant now) {
        LifecycleExpiration expiration = rule.expiration();
        if (expiration == null || !Lifecycles.appliesTo(rule, marker)) {
            return false;
        }
        return Boolean.TRUE.equals(expiration.expiredObjectDeleteMarker())
                || (expiration.days() != null
                        && !Lifecycles.due(marker.lastModified(), expiration.days())
                                .isAfter(now));
    }

    private static boolean isDue(Transition transition, StoredObject object, Instant now) {
        Instant due = transition.days() != null
                ? Lifecycles.due(object.lastModified(), transition.days())
                : transition.date();
        return due != null && !due.isAfter(now);
    }

    private static boolean isExpired(
            @Nullable NoncurrentVersionExpiration rule, Instant since, int newerNoncurrent, Instant now) {
        return rule != null
                && (rule.newerNoncurrentVersions() == null || newerNoncurrent >= rule.newerNoncurrentVersions())
                && !Lifecycles.due(since, rule.noncurrentDays()).isAfter(now);
    }

    private void transitionNoncurrent(
            Bucket bucket, LifecycleRule rule, StoredObject version, Instant since, int newerNoncurrent, Instant now) {
        if (version.isDeleteMarker()) {
            return;
        }
        rule.noncurrentVersionTransitions().stream()
                .filter(transition -> transition.newerNoncurrentVersions() == null
                        || newerNoncurrent >= transition.newerNoncurrentVersions())
                .filter(transition ->
                        !Lifecycles.due(since, transition.noncurrentDays()).isAfter(now))
                .map(NoncurrentVersionTransition::storageClassAsString)
                .filter(storageClass -> Lifecycles.mayMove(bucket, rule, version, storageClass))
                .max(StorageClasses.COLDEST_LAST)
                .ifPresent(storageClass -> transition(bucket, version, storageClass, now));
    }

    /** An unversioned object is gone; a version gets a delete marker above it. */
    private void expireCurrent(Bucket bucket, StoredObject object, Instant now) {
        if (bucket.versioning() == Bucket.Versioning.NEVER) {
            remove(bucket, object, "LifecycleExpiration:Delete", now);
            return;
        }
        outbox.change(() -> {
            if (isStillNewest(bucket, object)) {
                long sequence = index.nextSequence();
                StoredObject marker = StoredObject.deleteMarker(
                        object.key(),
                        bucket.isVersioned() ? VersionIds.of(sequence) : StoredObject.NULL_VERSION,
                        sequence,
                        now.truncatedTo(ChronoUnit.SECONDS));
                index.add(bucket.name(), marker, null);
                S3Event event = S3Event.markerCreated(marker).named("LifecycleExpiration:DeleteMarkerCreated");
                outbox.recordOwn(bucket, event, UUID.randomUUID().toString());
            }
            return Boolean.TRUE;
        });
    }

    private boolean isStillNewest(Bucket bucket, StoredObject object) {
        return index.newest(bucket.name(), object.key())
                .filter(newest -> newest.sequence() == object.sequence())
                .isPresent();
    }

    private boolean isStillThere(Bucket bucket, StoredObject version) {
        return index.version(bucket.name(), version.key(), version.versionId())
                .filter(found -> found.sequence() == version.sequence())
                .isPresent();
    }

    private void remove(Bucket bucket, StoredObject version, String event, Instant now) {
        outbox.change(() -> {
            if (isStillThere(bucket, version)) {
                index.remove(bucket.name(), version);
                String versionId = version.isNullVersion() ? null : version.versionId();
                outbox.recordOwn(
                        bucket,
                        S3Event.deleted(version.key(), versionId, index.nextSequence(), now)
                                .named(event),
                        UUID.randomUUID().toString());
            }
            return Boolean.TRUE;
        });
    }

    private void transition(Bucket bucket, StoredObject version, String storageClass, Instant now) {
        outbox.change(() -> {
            if (isStillThere(bucket, version)) {
                StoredObject changed =
                        version.withHeaders(version.headers().with(ObjectHeaders.STORAGE_CLASS, storageClass));
                index.replace(bucket.name(), changed);
                outbox.recordOwn(
                        bucket,
                        S3Event.changed("LifecycleTransition", changed, now),
                        UUID.randomUUID().toString());
            }
            return Boolean.TRUE;
        });
    }
}
