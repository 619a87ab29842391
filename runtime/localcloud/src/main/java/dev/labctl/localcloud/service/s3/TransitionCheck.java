package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.NoncurrentVersionExpiration;
import software.amazon.awssdk.services.s3.model.NoncurrentVersionTransition;
import software.amazon.awssdk.services.s3.model.Transition;

/** What S3 refuses in the transitions of one lifecycle rule ("Transitioning objects using Amazon S3 Lifecycle"). */
final class TransitionCheck {
    private static final int INFREQUENT_ACCESS_DAYS = 30;

    private final LifecycleRule rule;
    private final String scope;

    /** A check of a rule that S3's errors call {@code scope}. */
    TransitionCheck(LifecycleRule rule, String scope) {
        this.rule = rule;
        this.scope = scope;
    }

    /** A transition of either kind; {@code when} is in days, since the epoch for a date. */
    private record Step(String storageClass, long when) {}

    /**
     * Returns when S3 would keep the rule's transitions.
     *
     * @throws AwsError {@code MalformedXML}, {@code InvalidRequest} or {@code InvalidArgument}
     */
    void check() {
        rule.transitions().forEach(TransitionCheck::checkTransition);
        rule.noncurrentVersionTransitions().forEach(TransitionCheck::checkNoncurrent);
        checkTimesAreOfOneKind();
        String unit = rule.transitions().stream().anyMatch(step -> step.date() != null) ? "Date" : "Days";
        List<Step> steps = rule.transitions().stream()
                .map(step -> new Step(step.storageClassAsString(), when(step.days(), step.date())))
                .toList();
        checkOrder(steps, "Transition", unit);
        checkExpiresLast(steps, expiry(rule.expiration()), "Expiration", "Transition", unit);
        List<Step> noncurrent = rule.noncurrentVersionTransitions().stream()
                .map(step -> new Step(step.storageClassAsString(), step.noncurrentDays()))
                .toList();
        checkOrder(noncurrent, "NoncurrentVersionTransition", "NoncurrentDays");
        NoncurrentVersionExpiration end = rule.noncurrentVersionExpiration();
        checkExpiresLast(
                noncurrent,
                end == null ? null : Long.valueOf(end.noncurrentDays()),
                "NoncurrentVersionExpiration",
                "NoncurrentVersionTransition",
                "NoncurrentDays");
    }

    private static void checkTransition(Transition transition) {
        if ((transition.days() != null && transition.date() != null)
                || StorageClasses.rank(transition.storageClassAsString()).isEmpty()) {
            throw S3Errors.malformedXml();
        }
        LifecycleCheck.checkMidnight(transition.date());
        Integer days = transition.days();
        if (days == null && transition.date() == null) {
            throw LifecycleCheck.invalid("'Transition' action must specify either 'Days' or 'Date'");
        }
        if (days != null && days < 0) {
            throw LifecycleCheck.invalid("'Days' in Transition action must be nonnegative");
        }
        checkInfrequentAccess("'Days' in Transition", days, transition.storageClassAsString());
    }

    private static void checkNoncurrent(NoncurrentVersionTransition transition) {
        Integer days = transition.noncurrentDays();
        if (days == null
                || StorageClasses.rank(transition.storageClassAsString()).isEmpty()) {
            throw S3Errors.malformedXml();
        }
        if (days < 0) {
            throw LifecycleCheck.invalid("'NoncurrentDays' in NoncurrentVersionTransition action must be nonnegative");
        }
        if (transition.newerNoncurrentVersions() != null) {
            LifecycleCheck.checkPositive(
                    transition.newerNoncurrentVersions(), "'NewerNoncurrentVersions' must be a positive integer");
        }
        checkInfrequentAccess(
                "'NoncurrentDays' in NoncurrentVersionTransition", days, transition.storageClassAsString());
    }

    private static void checkInfrequentAccess(String subject, @Nullable Integer days, String storageClass) {
        if (days != null && days < INFREQUENT_ACCESS_DAYS && storageClass.endsWith("_IA")) {
            throw LifecycleCheck.invalid(
                    subject + " action must be greater than or equal to 30 for storageClass '" + storageClass + "'");
        }
    }

    private void checkTimesAreOfOneKind() {
        boolean days = rule.transitions().stream().anyMatch(step -> step.days() != null);
        boolean date = rule.transitions().stream().anyMatch(step -> step.date() != null);
        if (days && date) {
            throw mixed("Transition");
        }
        LifecycleExpiration expiration = rule.expiration();
        if (expiration != null && ((days && expiration.date() != null) || (date && expiration.days() != null))) {
            throw mixed("Expiration and Transition");
        }
    }

    private AwsError mixed(String actions) {
        return S3Errors.invalidRequest(
                "Found mixed 'Date' and 'Days' based " + actions + " actions in lifecycle rule for " + scope);
    }

    private static @Nullable Long expiry(@Nullable LifecycleExpiration expiration) {
        return expiration == null || (expiration.days() == null && expiration.date() == null)
                ? null
                : Long.valueOf(when(expiration.days(), expiration.date()));
    }

    private static long when(@Nullable Integer days, @Nullable Instant date) {
        if (days != null) {
            return days;
        }
        return date == null ? 0 : Duration.between(Instant.EPOCH, date).toDays();
    }

    /** A class is named once, and the colder one follows later. */
    private void checkOrder(List<Step> steps, String action, String unit) {
        List<Step> before = new ArrayList<>();
        for (Step step : steps) {
            for (Step other : before) {
                if (other.storageClass().equals(step.storageClass())) {
                    throw S3Errors.invalidRequest("'StorageClass' must be different for '" + action
                            + "' actions in same 'Rule' with " + scope);
                }
                boolean isColder = StorageClasses.isColder(step.storageClass(), other.storageClass());
                Step warm = isColder ? other : step;
                Step cold = isColder ? step : other;
                if (cold.when() <= warm.when()) {
                    throw LifecycleCheck.invalid(
                            "'%1$s' in the %2$s action for StorageClass '%3$s' for %4$s must be greater than '%1$s' in the %2$s action for StorageClass '%5$s' for %4$s"
                                    .formatted(unit, action, cold.storageClass(), scope, warm.storageClass()));
                }
            }
            before.add(step);
        }
    }

    private void checkExpiresLast(
            List<Step> steps, @Nullable Long expiry, String expiration, String transition, String unit) {
        if (expiry != null && steps.stream().anyMatch(step -> step.when() >= expiry)) {
            throw LifecycleCheck.invalid(
                    "'%1$s' in the %2$s action for %3$s must be greater than '%1$s' in the %4$s action"
                            .formatted(unit, expiration, scope, transition));
        }
    }
}
