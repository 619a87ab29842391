package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.http.HttpDate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.BucketLifecycleConfiguration;
import software.amazon.awssdk.services.s3.model.DeleteBucketLifecycleRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketLifecycleResponse;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleAndOperator;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TransitionDefaultMinimumObjectSize;

/** Lifecycle configurations: validated, and asked which rule applies to an object and when. */
@SuppressWarnings("deprecation") // a rule's own prefix is deprecated and still sent
final class Lifecycles {
    private static final long SMALLEST_MOVED = 128 * 1024;

    private final Buckets buckets;

    Lifecycles(Buckets buckets) {
        this.buckets = buckets;
    }

    void register(Operations on, S3Access access) {
        on.on(PutBucketLifecycleConfigurationRequest.class, access.bucket("s3:PutLifecycleConfiguration"), this::put);
        on.on(GetBucketLifecycleConfigurationRequest.class, access.bucket("s3:GetLifecycleConfiguration"), this::get);
        on.on(DeleteBucketLifecycleRequest.class, access.bucket("s3:PutLifecycleConfiguration"), (request, call) -> {
            buckets.require(request.bucket(), call);
            buckets.update(request.bucket(), bucket -> bucket.without(BucketLifecycleConfiguration.class)
                    .without(PutBucketLifecycleConfigurationResponse.class));
            return DeleteBucketLifecycleResponse.builder().build();
        });
    }

    private PutBucketLifecycleConfigurationResponse put(PutBucketLifecycleConfigurationRequest request, Call call) {
        buckets.require(request.bucket(), call);
        List<LifecycleRule> sent =
                BucketSettings.given(request.lifecycleConfiguration()).rules();
        List<LifecycleRule> rules = sent.stream().map(Lifecycles::named).toList();
        LifecycleCheck.check(rules);
        TransitionDefaultMinimumObjectSize smallest = smallest(request);
        PutBucketLifecycleConfigurationResponse answer = PutBucketLifecycleConfigurationResponse.builder()
                .transitionDefaultMinimumObjectSize(smallest)
                .build();
        BucketLifecycleConfiguration kept =
                BucketLifecycleConfiguration.builder().rules(rules).build();
        buckets.update(request.bucket(), bucket -> bucket.with(kept).with(answer));
        return answer;
    }

    private static TransitionDefaultMinimumObjectSize smallest(PutBucketLifecycleConfigurationRequest request) {
        if (request.transitionDefaultMinimumObjectSizeAsString() == null) {
            return TransitionDefaultMinimumObjectSize.ALL_STORAGE_CLASSES_128_K;
        }
        if (request.transitionDefaultMinimumObjectSize() == TransitionDefaultMinimumObjectSize.UNKNOWN_TO_SDK_VERSION) {
            throw S3Errors.invalidRequest("Invalid TransitionDefaultMinimumObjectSize found");
        }
        return request.transitionDefaultMinimumObjectSize();
    }

    /** Which objects are too small to be moved between storage classes by rules that do not speak of sizes. */
    private static TransitionDefaultMinimumObjectSize smallest(Bucket bucket) {
        return bucket.setting(PutBucketLifecycleConfigurationResponse.class)
                .map(PutBucketLifecycleConfigurationResponse::transitionDefaultMinimumObjectSize)
                .orElse(TransitionDefaultMinimumObjectSize.ALL_STORAGE_CLASSES_128_K);
    }

    private GetBucketLifecycleConfigurationResponse get(GetBucketLifecycleConfigurationRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        return GetBucketLifecycleConfigurationResponse.builder()
                .rules(bucket.setting(BucketLifecycleConfiguration.class)
                        .orElseThrow(() -> BucketSettings.missing(
                                bucket, "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"))
                        .rules())
                .transitionDefaultMinimumObjectSize(smallest(bucket))
                .build();
    }

    private static LifecycleRule named(LifecycleRule rule) {
        return rule.id() != null && !rule.id().isEmpty()
                ? rule
                : rule.toBuilder().id(UUID.randomUUID().toString()).build();
    }

    /** The enabled rules of the bucket. */
    static List<LifecycleRule> enabled(Bucket bucket) {
        return bucket
                .setting(BucketLifecycleConfiguration.class)
                .map(BucketLifecycleConfiguration::rules)
                .orElse(List.of())
                .stream()
                .filter(rule -> rule.status() == ExpirationStatus.ENABLED)
                .toList();
    }

    /** Whether a rule is about objects like this. */
    static boolean appliesTo(LifecycleRule rule, StoredObject object) {
        LifecycleRuleFilter filter = rule.filter();
        if (filter == null) {
            return object.key().startsWith(ObjectListing.orEmpty(rule.prefix()));
        }
        LifecycleRuleAndOperator and = filter.and();
        if (and != null) {
            return object.key().startsWith(ObjectListing.orEmpty(and.prefix()))
                    && and.tags().stream().allMatch(tag -> hasTag(object, tag))
                    && isSized(object, and.objectSizeGreaterThan(), and.objectSizeLessThan());
        }
        return object.key().startsWith(ObjectListing.orEmpty(filter.prefix()))
                && (filter.tag() == null || hasTag(object, filter.tag()))
                && isSized(object, filter.objectSizeGreaterThan(), filter.objectSizeLessThan());
    }

    /** The prefix a rule is limited to, also where it is part of a filter. */
    static String prefixOf(LifecycleRule rule) {
        LifecycleRuleFilter filter = rule.filter();
        if (filter == null) {
            return ObjectListing.orEmpty(rule.prefix());
        }
        return ObjectListing.orEmpty(
                filter.and() == null ? filter.prefix() : filter.and().prefix());
    }

    /** Whether the rule's filter speaks of sizes. */
    static boolean hasSizes(LifecycleRule rule) {
        LifecycleRuleFilter filter = rule.filter();
        if (filter == null) {
            return false;
        }
        LifecycleRuleAndOperator and = filter.and();
        return filter.objectSizeGreaterThan() != null
                || filter.objectSizeLessThan() != null
                || (and != null && (and.objectSizeGreaterThan() != null || and.objectSizeLessThan() != null));
    }

    /**
     * Whether the rule may move the object to that class: only on to a colder one, and small objects only where the
     * bucket or the rule's own sizes say so.
     */
    static boolean mayMove(Bucket bucket, LifecycleRule rule, StoredObject object, String storageClass) {
        return StorageClasses.isColder(storageClass, object.headers().storageClass())
                && (object.size() >= SMALLEST_MOVED
                        || hasSizes(rule)
                        || (smallest(bucket) == TransitionDefaultMinimumObjectSize.VARIES_BY_STORAGE_CLASS
                                && StorageClasses.takesSmallObjects(storageClass)))
                && appliesTo(rule, object);
    }

    private static boolean hasTag(StoredObject object, Tag tag) {
        return tag.value().equals(object.tags().get(tag.key()));
    }

    private static boolean isSized(StoredObject object, @Nullable Long above, @Nullable Long below) {
        return (above == null || object.size() > above) && (below == null || object.size() < below);
    }

    /** When something due {@code days} after {@code since} happens: at the midnight that follows. */
    static Instant due(Instant since, int days) {
        Instant due = since.plus(Duration.ofDays(days));
        Instant midnight = due.truncatedTo(ChronoUnit.DAYS);
        return midnight.equals(due) ? due : midnight.plus(Duration.ofDays(1));
    }

    /** When the rule expires the current version; empty when it does not. */
    static Optional<Instant> expiry(LifecycleRule rule, StoredObject object) {
        LifecycleExpiration expiration = rule.expiration();
        if (expiration == null || !appliesTo(rule, object)) {
            return Optional.empty();
        }
        return expiration.days() != null
                ? Optional.of(due(object.lastModified(), expiration.days()))
                : Optional.ofNullable(expiration.date());
    }

    /** The {@code x-amz-expiration} header: the rule that expires the object first. */
    static Optional<String> expiration(Bucket bucket, StoredObject object) {
        String text = null;
        Instant earliest = Instant.MAX;
        for (LifecycleRule rule : enabled(bucket)) {
            Instant expiry = expiry(rule, object).orElse(Instant.MAX);
            if (expiry.isBefore(earliest)) {
                earliest = expiry;
                text = "expiry-date=\"%s\", rule-id=\"%s\""
                        .formatted(HttpDate.format(expiry), ObjectListing.urlEncode(rule.id()));
            }
        }
        return Optional.ofNullable(text);
    }

    /** The rule that aborts the upload first, and when; empty when none does. */
    static Optional<Abortion> abortion(Bucket bucket, MultipartUpload upload) {
        return enabled(bucket).stream()
                .filter(rule -> rule.abortIncompleteMultipartUpload() != null
                        && upload.key().startsWith(prefixOf(rule)))
                .map(rule -> new Abortion(
                        due(
                                upload.initiated(),
                                rule.abortIncompleteMultipartUpload().daysAfterInitiation()),
                        rule.id()))
                .min(Comparator.comparing(Abortion::due));
    }

    /** When an upload is aborted, and by which rule: {@code x-amz-abort-date} and {@code x-amz-abort-rule-id}. */
    record Abortion(Instant due, String ruleId) {}
}
