package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleAndOperator;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.NoncurrentVersionExpiration;
import software.amazon.awssdk.services.s3.model.Tag;

/** What S3 refuses in lifecycle rules, with its words ("Lifecycle configuration elements", Amazon S3 User Guide). */
@SuppressWarnings("deprecation") // a rule's own prefix is deprecated and still sent
final class LifecycleCheck {
    private static final int MOST_RULES = 1000;
    private static final int LONGEST_ID = 255;

    private LifecycleCheck() {}

    /**
     * Returns when S3 would keep these rules, all of which have an id.
     *
     * @throws AwsError {@code MalformedXML}, {@code InvalidRequest} or {@code InvalidArgument}
     */
    static void check(List<LifecycleRule> rules) {
        if (rules.isEmpty() || rules.size() > MOST_RULES) {
            throw S3Errors.malformedXml();
        }
        Set<String> ids = new HashSet<>();
        boolean hasFilters = rules.get(0).filter() != null;
        for (LifecycleRule rule : rules) {
            checkId(rule.id(), ids);
            if (rule.status() == null || rule.status() == ExpirationStatus.UNKNOWN_TO_SDK_VERSION) {
                throw S3Errors.malformedXml();
            }
            checkScope(rule, hasFilters);
            checkActions(rule);
        }
    }

    private static void checkId(String id, Set<String> ids) {
        if (id.length() > LONGEST_ID) {
            throw invalid("ID length should not exceed allowed limit of 255");
        }
        if (!ids.add(id)) {
            throw invalid("Rule ID must be unique. Found same ID for more than one rule");
        }
    }

    /** All rules say what they are about in a filter, or all in a prefix of their own, as the first one does. */
    private static void checkScope(LifecycleRule rule, boolean hasFilters) {
        if (rule.filter() == null && rule.prefix() == null) {
            throw S3Errors.malformedXml();
        }
        if (hasFilters && rule.prefix() != null) {
            throw S3Errors.invalidRequest(
                    "Base level prefix cannot be used in Lifecycle V2, prefixes are only supported"
                            + " in the Filter.");
        }
        if (!hasFilters && rule.filter() != null) {
            throw S3Errors.invalidRequest("Filter element can only be used in Lifecycle V2.");
        }
        if (rule.filter() != null) {
            checkFilter(rule.filter());
        }
    }

    private static void checkFilter(LifecycleRuleFilter filter) {
        long predicates = Stream.of(
                        filter.prefix(),
                        filter.tag(),
                        filter.and(),
                        filter.objectSizeGreaterThan(),
                        filter.objectSizeLessThan())
                .filter(predicate -> predicate != null)
                .count();
        if (predicates > 1) {
            throw S3Errors.malformedXml();
        }
        checkSizes(filter.objectSizeGreaterThan(), filter.objectSizeLessThan());
        LifecycleRuleAndOperator and = filter.and();
        if (and != null) {
            checkSizes(and.objectSizeGreaterThan(), and.objectSizeLessThan());
            if (and.tags().stream().map(Tag::key).distinct().count()
                    < and.tags().size()) {
                throw S3Errors.invalidRequest("Duplicate Tag Keys are not allowed.");
            }
        }
    }

    private static void checkSizes(@Nullable Long above, @Nullable Long below) {
        if (above != null && above < 0) {
            throw S3Errors.invalidRequest("'ObjectSizeGreaterThan' should be between 0 and 1099511627776000.");
        }
        if (below != null && below < 1) {
            throw S3Errors.invalidRequest("'ObjectSizeLessThan' should be between 1 and 1099511627776000.");
        }
        if (above != null && below != null && below <= above) {
            throw S3Errors.invalidRequest(
                    "'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.");
        }
    }

    private static void checkActions(LifecycleRule rule) {
        if (rule.expiration() == null
                && rule.noncurrentVersionExpiration() == null
                && rule.abortIncompleteMultipartUpload() == null
                && rule.transitions().isEmpty()
                && rule.noncurrentVersionTransitions().isEmpty()) {
            throw S3Errors.invalidRequest("At least one action needs to be specified in a rule");
        }
        if (rule.expiration() != null) {
            checkExpiration(rule.expiration());
            if (rule.expiration().expiredObjectDeleteMarker() != null) {
                refuseTagsAndSizes("ExpiredObjectDeleteMarker", rule);
            }
        }
        if (rule.noncurrentVersionExpiration() != null) {
            checkNoncurrent(rule.noncurrentVersionExpiration());
        }
        if (rule.abortIncompleteMultipartUpload() != null) {
            checkPositive(
                    rule.abortIncompleteMultipartUpload().daysAfterInitiation(),
                    "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer");
            refuseTagsAndSizes("AbortIncompleteMultipartUpload", rule);
        }
        new TransitionCheck(rule, scope(rule)).check();
    }

    private static void checkExpiration(LifecycleExpiration expiration) {
        long times = Stream.of(expiration.days(), expiration.date(), expiration.expiredObjectDeleteMarker())
                .filter(time -> time != null)
                .count();
        if (times != 1) {
            throw S3Errors.malformedXml();
        }
        if (expiration.days() != null) {
            checkPositive(expiration.days(), "'Days' for Expiration action must be a positive integer");
        }
        checkMidnight(expiration.date());
    }

    private static void checkNoncurrent(NoncurrentVersionExpiration expiration) {
        checkPositive(
                expiration.noncurrentDays(),
                "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer");
        if (expiration.newerNoncurrentVersions() != null) {
            checkPositive(expiration.newerNoncurrentVersions(), "'NewerNoncurrentVersions' must be a positive integer");
        }
    }

    /** Neither delete markers nor unfinished uploads have tags or a size. */
    private static void refuseTagsAndSizes(String action, LifecycleRule rule) {
        LifecycleRuleFilter filter = rule.filter();
        if (filter == null) {
            return;
        }
        LifecycleRuleAndOperator and = filter.and();
        if (filter.tag() != null || (and != null && and.hasTags() && !and.tags().isEmpty())) {
            throw S3Errors.invalidRequest(action + " cannot be specified with Tags.");
        }
        if (Lifecycles.hasSizes(rule)) {
            throw S3Errors.invalidRequest(action + " cannot be specified with Object Size.");
        }
    }

    static void checkPositive(@Nullable Integer number, String message) {
        if (number == null || number <= 0) {
            throw invalid(message);
        }
    }

    static void checkMidnight(@Nullable Instant date) {
        if (date != null && !date.truncatedTo(ChronoUnit.DAYS).equals(date)) {
            throw invalid("'Date' must be at midnight GMT");
        }
    }

    static AwsError invalid(String message) {
        return AwsError.of(400, "InvalidArgument", message);
    }

    /** What the rule is about, as S3's errors tell it. */
    private static String scope(LifecycleRule rule) {
        LifecycleRuleFilter filter = rule.filter();
        if (filter == null) {
            return "prefix '" + rule.prefix() + "'";
        }
        LifecycleRuleAndOperator and = filter.and();
        List<String> parts = new ArrayList<>();
        add(parts, "prefix", and == null ? filter.prefix() : and.prefix());
        List<Tag> tags = and != null ? and.tags() : filter.tag() == null ? List.of() : List.of(filter.tag());
        tags.forEach(tag -> parts.add("tag={key=%s, value=%s}".formatted(tag.key(), tag.value())));
        add(parts, "objectsizegreaterthan", and == null ? filter.objectSizeGreaterThan() : and.objectSizeGreaterThan());
        add(parts, "objectsizelessthan", and == null ? filter.objectSizeLessThan() : and.objectSizeLessThan());
        return "filter '(" + String.join(" and ", parts) + ")'";
    }

    private static void add(List<String> parts, String name, @Nullable Object value) {
        if (value != null) {
            parts.add(name + "=" + value);
        }
    }
}
