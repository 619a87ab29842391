package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.http.HttpDate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
import software.amazon.awssdk.services.s3.model.Transition;
import software.amazon.awssdk.services.s3.model.TransitionDefaultMinimumObjectSize;

/** Lifecycle configurations: validated, and asked which rule applies to an object and when. */
@SuppressWarnings("deprecation") // a rule's own prefix is deprecated and still sent
final class Lifecycles {
    private static final int MOST_RULES = 1000;
    private static final int LONGEST_ID = 255;
    private static final int INFREQUENT_ACCESS_DAYS = 30;

    private final Buckets buckets;

    Lifecycles(Buckets buckets) {
        this.buckets = buckets;
    }

    void register(Operations on, S3Access access) {
        on.on(PutBucketLifecycleConfigurationRequest.class, access.bucket("s3:PutLifecycleConfiguration"), this::put);
        on.on(GetBucketLifecycleConfigurationRequest.class, access.bucket("s3:GetLifecycleConfiguration"), this::get);
        on.on(DeleteBucketLifecycleRequest.class, access.bucket("s3:PutLifecycleConfiguration"), (request, call) -> {
            buckets.require(request.bucket(), call);
            buckets.update(request.bucket(), bucket -> bucket.without(BucketLifecycleConfiguration.class));
            return DeleteBucketLifecycleResponse.builder().build();
        });
    }

    private PutBucketLifecycleConfigurationResponse put(PutBucketLifecycleConfigurationRequest request, Call call) {
        buckets.require(request.bucket(), call);
        List<LifecycleRule> sent =
                BucketSettings.given(request.lifecycleConfiguration()).rules();
        if (sent.isEmpty() || sent.size() > MOST_RULES) {
            throw S3Errors.malformedXml();
        }
        Set<String> ids = new HashSet<>();
        List<LifecycleRule> rules = sent.stream()
                .map(Lifecycles::named)
                .peek(rule -> check(rule, ids))
                .toList();
        BucketLifecycleConfiguration kept =
                BucketLifecycleConfiguration.builder().rules(rules).build();
        buckets.update(request.bucket(), bucket -> bucket.with(kept));
        return PutBucketLifecycleConfigurationResponse.builder()
                .transitionDefaultMinimumObjectSize(TransitionDefaultMinimumObjectSize.ALL_STORAGE_CLASSES_128_K)
                .build();
    }

    private GetBucketLifecycleConfigurationResponse get(GetBucketLifecycleConfigurationRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        return GetBucketLifecycleConfigurationResponse.builder()
                .rules(bucket.setting(BucketLifecycleConfiguration.class)
                        .orElseThrow(() -> BucketSettings.missing(
                                bucket, "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"))
                        .rules())
                .transitionDefaultMinimumObjectSize(TransitionDefaultMinimumObjectSize.ALL_STORAGE_CLASSES_128_K)
                .build();
    }

    private static LifecycleRule named(LifecycleRule rule) {
        return rule.id() != null && !rule.id().isEmpty()
                ? rule
                : rule.toBuilder().id(UUID.randomUUID().toString()).build();
    }

    private static void check(LifecycleRule rule, Set<String> ids) {
        if (rule.id().length() > LONGEST_ID) {
            throw invalid("ID length should not exceed allowed limit of 255");
        }
        if (!ids.add(rule.id())) {
            throw invalid("Rule ID must be unique. Found same ID for one or more rules");
        }
        if (rule.status() == null || rule.status() == ExpirationStatus.UNKNOWN_TO_SDK_VERSION) {
            throw S3Errors.malformedXml();
        }
        if ((rule.filter() == null) == (rule.prefix() == null)) {
            throw S3Errors.malformedXml();
        }
        if (rule.expiration() == null
                && rule.noncurrentVersionExpiration() == null
                && rule.abortIncompleteMultipartUpload() == null
                && rule.transitions().isEmpty()
                && rule.noncurrentVersionTransitions().isEmpty()) {
            throw AwsError.of(400, "InvalidRequest", "At least one action needs to be specified in a rule");
        }
        if (rule.expiration() != null) {
            checkExpiration(rule.expiration());
        }
        rule.transitions().forEach(transition -> checkTransition(transition, rule.expiration()));
        checkPositive(
                rule.abortIncompleteMultipartUpload() == null
                        ? null
                        : rule.abortIncompleteMultipartUpload().daysAfterInitiation(),
                "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer");
        checkPositive(
                rule.noncurrentVersionExpiration() == null
                        ? null
                        : rule.noncurrentVersionExpiration().noncurrentDays(),
                "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer");
    }

    private static void checkExpiration(LifecycleExpiration expiration) {
        int given = (expiration.days() == null ? 0 : 1)
                + (expiration.date() == null ? 0 : 1)
                + (expiration.expiredObjectDeleteMarker() == null ? 0 : 1);
        if (given != 1) {
            throw S3Errors.malformedXml();
        }
        checkPositive(expiration.days(), "'Days' for Expiration action must be a positive integer");
        checkMidnight(expiration.date());
    }

    private static void checkTransition(Transition transition, @Nullable LifecycleExpiration expiration) {
        if ((transition.days() == null) == (transition.date() == null) || transition.storageClass() == null) {
            throw S3Errors.malformedXml();
        }
        checkMidnight(transition.date());
        Integer days = transition.days();
        if (days == null) {
            return;
        }
        if (days < 0) {
            throw invalid("'Days' for Transition action must be nonnegative");
        }
        String storageClass = transition.storageClassAsString();
        if (storageClass.endsWith("_IA") && days < INFREQUENT_ACCESS_DAYS) {
            throw invalid("'Days' in Transition action must be greater than or equal to 30 for storageClass '"
                    + storageClass + "'");
        }
        if (expiration != null && expiration.days() != null && expiration.days() <= days) {
            throw invalid("'Days' in the Expiration action for filter must be greater than 'Days' in the Transition"
                    + " action");
        }
    }

    private static void checkPositive(@Nullable Integer days, String message) {
        if (days != null && days <= 0) {
            throw invalid(message);
        }
    }

    private static void checkMidnight(@Nullable Instant date) {
        if (date != null && !date.truncatedTo(ChronoUnit.DAYS).equals(date)) {
            throw invalid("'Date' must be at midnight GMT");
        }
    }

    private static AwsError invalid(String message) {
        return AwsError.of(400, "InvalidArgument", message);
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
}
