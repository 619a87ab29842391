package dev.labctl.localcloud.service.s3;

import static dev.labctl.localcloud.schema.Schema.BOOLEAN;
import static dev.labctl.localcloud.schema.Schema.INTEGER;
import static dev.labctl.localcloud.schema.Schema.NUMBER;
import static dev.labctl.localcloud.schema.Schema.STRING;
import static dev.labctl.localcloud.schema.Schema.listOf;

import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.model.BucketLifecycleConfiguration;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.NoncurrentVersionTransition;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Transition;

/** {@code LifecycleConfiguration} of {@code AWS::S3::Bucket}: flatter than S3's own shape. */
final class LifecycleProperties {
    private static final ObjectSchema TRANSITION = ObjectSchema.of()
            .required("StorageClass", STRING)
            .optional("TransitionDate", STRING)
            .optional("TransitionInDays", INTEGER);

    private static final ObjectSchema NONCURRENT_TRANSITION = ObjectSchema.of()
            .required("StorageClass", STRING)
            .required("TransitionInDays", INTEGER)
            .optional("NewerNoncurrentVersions", INTEGER);

    static final ObjectSchema SCHEMA = ObjectSchema.of()
            .optional("TransitionDefaultMinimumObjectSize", STRING)
            .required(
                    "Rules",
                    listOf(ObjectSchema.of()
                            .optional(
                                    "AbortIncompleteMultipartUpload",
                                    ObjectSchema.of().required("DaysAfterInitiation", INTEGER))
                            .optional("ExpirationDate", STRING)
                            .optional("ExpirationInDays", INTEGER)
                            .optional("ExpiredObjectDeleteMarker", BOOLEAN)
                            .optional("Id", STRING)
                            .optional(
                                    "NoncurrentVersionExpiration",
                                    ObjectSchema.of()
                                            .required("NoncurrentDays", INTEGER)
                                            .optional("NewerNoncurrentVersions", INTEGER))
                            .optional("NoncurrentVersionExpirationInDays", INTEGER)
                            .optional("NoncurrentVersionTransition", NONCURRENT_TRANSITION)
                            .optional("NoncurrentVersionTransitions", listOf(NONCURRENT_TRANSITION))
                            .optional("ObjectSizeGreaterThan", NUMBER)
                            .optional("ObjectSizeLessThan", NUMBER)
                            .optional("Prefix", STRING)
                            .required("Status", STRING)
                            .optional(
                                    "TagFilters",
                                    listOf(ObjectSchema.of()
                                            .required("Key", STRING)
                                            .required("Value", STRING)))
                            .optional("Transition", TRANSITION)
                            .optional("Transitions", listOf(TRANSITION))));

    private LifecycleProperties() {}

    static BucketLifecycleConfiguration toSdk(Properties given) {
        return BucketLifecycleConfiguration.builder()
                .rules(given.objects("Rules").stream()
                        .map(LifecycleProperties::rule)
                        .toList())
                .build();
    }

    private static LifecycleRule rule(Properties given) {
        LifecycleRule.Builder rule = LifecycleRule.builder()
                .id(given.string("Id").orElse(null))
                .status(given.requiredString("Status"))
                .filter(filter(given));
        given.object("AbortIncompleteMultipartUpload")
                .flatMap(abort -> abort.integer("DaysAfterInitiation"))
                .ifPresent(days -> rule.abortIncompleteMultipartUpload(abort -> abort.daysAfterInitiation(days)));
        if (given.has("ExpirationDate") || given.has("ExpirationInDays") || given.has("ExpiredObjectDeleteMarker")) {
            rule.expiration(LifecycleExpiration.builder()
                    .days(given.integer("ExpirationInDays").orElse(null))
                    .date(given.string("ExpirationDate")
                            .map(LifecycleProperties::instant)
                            .orElse(null))
                    .expiredObjectDeleteMarker(
                            given.bool("ExpiredObjectDeleteMarker").orElse(null))
                    .build());
        }
        given.integer("NoncurrentVersionExpirationInDays")
                .ifPresent(days -> rule.noncurrentVersionExpiration(expiration -> expiration.noncurrentDays(days)));
        given.object("NoncurrentVersionExpiration")
                .ifPresent(expiration -> rule.noncurrentVersionExpiration(noncurrent -> noncurrent
                        .noncurrentDays(expiration.integer("NoncurrentDays").orElse(null))
                        .newerNoncurrentVersions(
                                expiration.integer("NewerNoncurrentVersions").orElse(null))));
        List<Properties> transitions = new ArrayList<>(given.objects("Transitions"));
        given.object("Transition").ifPresent(transitions::add);
        rule.transitions(
                transitions.stream().map(LifecycleProperties::transition).toList());
        List<Properties> noncurrent = new ArrayList<>(given.objects("NoncurrentVersionTransitions"));
        given.object("NoncurrentVersionTransition").ifPresent(noncurrent::add);
        rule.noncurrentVersionTransitions(noncurrent.stream()
                .map(LifecycleProperties::noncurrentTransition)
                .toList());
        return rule.build();
    }

    private static LifecycleRuleFilter filter(Properties given) {
        List<Tag> tags = given.objects("TagFilters").stream()
                .map(tag -> Tag.builder()
                        .key(tag.requiredString("Key"))
                        .value(tag.requiredString("Value"))
                        .build())
                .toList();
        Long above =
                given.number("ObjectSizeGreaterThan").map(Number::longValue).orElse(null);
        Long below = given.number("ObjectSizeLessThan").map(Number::longValue).orElse(null);
        String prefix = given.string("Prefix").orElse(null);
        if (tags.isEmpty() && above == null && below == null) {
            return LifecycleRuleFilter.builder()
                    .prefix(ObjectListing.orEmpty(prefix))
                    .build();
        }
        if (prefix == null && tags.size() + (above == null ? 0 : 1) + (below == null ? 0 : 1) == 1) {
            return LifecycleRuleFilter.builder()
                    .tag(tags.isEmpty() ? null : tags.get(0))
                    .objectSizeGreaterThan(above)
                    .objectSizeLessThan(below)
                    .build();
        }
        return LifecycleRuleFilter.builder()
                .and(all -> all.prefix(prefix)
                        .tags(tags)
                        .objectSizeGreaterThan(above)
                        .objectSizeLessThan(below))
                .build();
    }

    private static Transition transition(Properties given) {
        return Transition.builder()
                .storageClass(given.requiredString("StorageClass"))
                .days(given.integer("TransitionInDays").orElse(null))
                .date(given.string("TransitionDate")
                        .map(LifecycleProperties::instant)
                        .orElse(null))
                .build();
    }

    private static NoncurrentVersionTransition noncurrentTransition(Properties given) {
        return NoncurrentVersionTransition.builder()
                .storageClass(given.requiredString("StorageClass"))
                .noncurrentDays(given.integer("TransitionInDays").orElse(null))
                .newerNoncurrentVersions(
                        given.integer("NewerNoncurrentVersions").orElse(null))
                .build();
    }

    /** A date as CloudFormation takes it, with or without a time. */
    private static Instant instant(String text) {
        try {
            return text.length() == "yyyy-mm-dd".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw S3Errors.malformedXml();
        }
    }
}
