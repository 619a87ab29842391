package dev.labctl.localcloud.service.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.labctl.localcloud.CloudFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;
import software.amazon.awssdk.services.s3.model.TransitionDefaultMinimumObjectSize;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;

/** What lifecycle rules do while the clock moves, and which rules are refused. */
@SuppressWarnings({"deprecation", "unchecked"}) // a rule's own prefix; the SDK's varargs of consumers
final class LifecycleTest {
    private static final String BUCKET = "lifecycles-of-a-test";
    private static final Instant MIDNIGHT = Instant.parse("2060-01-01T00:00:00Z");

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private S3Client s3;

    @BeforeEach
    void makeBucket() {
        s3 = cloud.client(S3Client.builder().forcePathStyle(true));
        s3.createBucket(request -> request.bucket(BUCKET));
    }

    private static LifecycleRule rule(String id, Consumer<LifecycleRule.Builder> settings) {
        return LifecycleRule.builder()
                .id(id)
                .status(ExpirationStatus.ENABLED)
                .filter(filter -> filter.prefix(""))
                .applyMutation(settings)
                .build();
    }

    private void rules(LifecycleRule... rules) {
        s3.putBucketLifecycleConfiguration(
                request -> request.bucket(BUCKET).lifecycleConfiguration(configuration -> configuration.rules(rules)));
    }

    private void put(String key, int size, Tag... tags) {
        s3.putObject(
                request -> request.bucket(BUCKET)
                        .key(key)
                        .tagging(Tagging.builder().tagSet(tags).build()),
                RequestBody.fromBytes(new byte[size]));
    }

    private void keepVersions() {
        s3.putBucketVersioning(request -> request.bucket(BUCKET)
                .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
    }

    private void pass(int days) {
        cloud.cloud().environment().clock().advance(Duration.ofDays(days));
    }

    private List<String> keys() {
        return s3.listObjectsV2(request -> request.bucket(BUCKET)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /** All versions of all keys: {@code key#size}, {@code key#marker}. */
    private List<String> versions() {
        ListObjectVersionsResponse all = s3.listObjectVersions(request -> request.bucket(BUCKET));
        List<String> shown = new ArrayList<>();
        all.versions().forEach(version -> shown.add(version.key() + "#" + version.size()));
        all.deleteMarkers().forEach(marker -> shown.add(marker.key() + "#marker"));
        return shown;
    }

    private List<String> classes() {
        return s3.listObjectsV2(request -> request.bucket(BUCKET)).contents().stream()
                .map(object -> object.key() + " " + object.storageClassAsString())
                .toList();
    }

    /** Rules act in the background: waits until they have led to this. */
    private static <T> void eventually(Supplier<T> state, T expected) throws InterruptedException {
        for (int tries = 0; tries < 100 && !state.get().equals(expected); tries++) {
            Thread.sleep(50);
        }
        assertThat(state.get()).isEqualTo(expected);
    }

    @Test
    void expiresWhatAFilterOfPrefixTagOrSizeCoversAndNothingForADisabledRule() throws InterruptedException {
        Tag red = Tag.builder().key("colour").value("red").build();
        rules(
                rule("by prefix", rule -> rule.filter(filter -> filter.prefix("tmp/"))
                        .expiration(expiration -> expiration.days(1))),
                rule("by tag", rule -> rule.filter(filter -> filter.tag(red))
                        .expiration(expiration -> expiration.days(1))),
                rule("by size", rule -> rule.filter(filter -> filter.objectSizeGreaterThan(10L))
                        .expiration(expiration -> expiration.days(1))),
                rule("by all", rule -> rule.filter(filter ->
                                filter.and(and -> and.prefix("log/").tags(red).objectSizeLessThan(5L)))
                        .expiration(expiration -> expiration.days(1))),
                rule("off", rule -> rule.status(ExpirationStatus.DISABLED)
                        .expiration(expiration -> expiration.days(1))));
        put("tmp/a", 1);
        put("red", 1, red);
        put("ten", 10);
        put("eleven", 11);
        put("log/plain", 1);

        pass(2);

        eventually(this::keys, List.of("log/plain", "ten"));
    }

    @Test
    void expiresByDateOnceTheDateHasCome() throws InterruptedException {
        Instant date = cloud.cloud()
                .environment()
                .clock()
                .instant()
                .truncatedTo(ChronoUnit.DAYS)
                .plus(Duration.ofDays(5));
        rules(rule("dated", rule -> rule.filter(filter -> filter.prefix("a"))
                .expiration(expiration -> expiration.date(date))));
        put("a", 1);
        put("b", 1);

        pass(3);
        Thread.sleep(300);
        assertThat(keys()).containsExactly("a", "b");
        pass(2);

        eventually(this::keys, List.of("b"));
    }

    @Test
    void keepsNewerNoncurrentVersionsAndClearsMarkersThatNothingIsBelow() throws InterruptedException {
        keepVersions();
        for (int size = 1; size <= 4; size++) {
            put("doc", size);
        }
        put("gone", 7);
        s3.deleteObject(request -> request.bucket(BUCKET).key("gone"));
        rules(
                rule(
                        "old",
                        rule -> rule.noncurrentVersionExpiration(
                                noncurrent -> noncurrent.noncurrentDays(3).newerNoncurrentVersions(1))),
                rule("gone", rule -> rule.filter(filter -> filter.prefix("gone"))
                        .noncurrentVersionExpiration(noncurrent -> noncurrent.noncurrentDays(3))),
                rule("markers", rule -> rule.expiration(expiration -> expiration.expiredObjectDeleteMarker(true))));

        pass(2);
        Thread.sleep(300);
        assertThat(versions()).containsExactly("doc#4", "doc#3", "doc#2", "doc#1", "gone#7", "gone#marker");
        pass(3);

        eventually(this::versions, List.of("doc#4", "doc#3"));
    }

    @Test
    void expiringACurrentVersionPutsAMarkerAboveItWhichGoesWhenItIsAlone() throws InterruptedException {
        keepVersions();
        put("doc", 1);
        rules(rule("days", rule -> rule.expiration(expiration -> expiration.days(1))));
        pass(2);
        eventually(this::versions, List.of("doc#1", "doc#marker"));

        rules(rule("days", rule -> rule.expiration(expiration -> expiration.days(1))
                .noncurrentVersionExpiration(noncurrent -> noncurrent.noncurrentDays(1))));
        pass(2);

        eventually(this::versions, List.of());
    }

    @Test
    void aMarkerHasNoTagsThatARuleCouldBeAbout() throws InterruptedException {
        keepVersions();
        s3.deleteObject(request -> request.bucket(BUCKET).key("never-there"));
        Tag red = Tag.builder().key("colour").value("red").build();
        rules(rule(
                "tagged", rule -> rule.filter(filter -> filter.tag(red)).expiration(expiration -> expiration.days(1))));

        pass(3);
        Thread.sleep(300);

        assertThat(versions()).containsExactly("never-there#marker");
    }

    @Test
    void abortsUnfinishedUploadsAndTellsTheirEnd() throws InterruptedException {
        rules(rule("abort", rule -> rule.filter(filter -> filter.prefix("up/"))
                .abortIncompleteMultipartUpload(abort -> abort.daysAfterInitiation(2))));
        CreateMultipartUploadResponse begun =
                s3.createMultipartUpload(request -> request.bucket(BUCKET).key("up/a"));
        CreateMultipartUploadResponse other =
                s3.createMultipartUpload(request -> request.bucket(BUCKET).key("b"));
        assertThat(begun.abortRuleId()).isEqualTo("abort");
        assertThat(begun.abortDate())
                .isAfter(Instant.now().plus(Duration.ofDays(2)))
                .isBefore(Instant.now().plus(Duration.ofDays(3)));
        assertThat(s3.listParts(request -> request.bucket(BUCKET).key("up/a").uploadId(begun.uploadId()))
                        .abortRuleId())
                .isEqualTo("abort");
        assertThat(other.abortDate()).isNull();

        pass(4);

        eventually(
                () -> s3.listMultipartUploads(request -> request.bucket(BUCKET)).uploads().stream()
                        .map(MultipartUpload::key)
                        .toList(),
                List.of("b"));
    }

    @Test
    void movesObjectsOnlyToColderClassesAndLeavesSmallOnes() throws InterruptedException {
        rules(rule(
                "colder",
                rule -> rule.transitions(
                        step -> step.days(30).storageClass(TransitionStorageClass.STANDARD_IA),
                        step -> step.days(90).storageClass(TransitionStorageClass.GLACIER))));
        put("large", 128 * 1024);
        put("small", 128 * 1024 - 1);

        pass(31);
        eventually(this::classes, List.of("large STANDARD_IA", "small STANDARD"));
        pass(60);
        eventually(this::classes, List.of("large GLACIER", "small STANDARD"));
        pass(1);
        Thread.sleep(300);
        assertThat(classes()).containsExactly("large GLACIER", "small STANDARD");
    }

    @Test
    void movesSmallObjectsWhereTheBucketOrTheRulesSizesSaySo() throws InterruptedException {
        s3.putBucketLifecycleConfiguration(request -> request.bucket(BUCKET)
                .transitionDefaultMinimumObjectSize(TransitionDefaultMinimumObjectSize.VARIES_BY_STORAGE_CLASS)
                .lifecycleConfiguration(configuration -> configuration.rules(
                        rule("cold", rule -> rule.filter(filter -> filter.prefix("cold"))
                                .transitions(step -> step.days(1).storageClass(TransitionStorageClass.GLACIER))),
                        rule("warm", rule -> rule.filter(filter -> filter.prefix("warm"))
                                .transitions(step -> step.days(30).storageClass(TransitionStorageClass.STANDARD_IA))),
                        rule("sized", rule -> rule.filter(filter ->
                                        filter.and(and -> and.prefix("sized").objectSizeGreaterThan(0L)))
                                .transitions(
                                        step -> step.days(30).storageClass(TransitionStorageClass.STANDARD_IA))))));
        cloud.restart();
        assertThat(s3.getBucketLifecycleConfiguration(request -> request.bucket(BUCKET))
                        .transitionDefaultMinimumObjectSize())
                .isEqualTo(TransitionDefaultMinimumObjectSize.VARIES_BY_STORAGE_CLASS);
        put("cold", 1);
        put("sized", 1);
        put("warm", 1);

        pass(32);

        eventually(this::classes, List.of("cold GLACIER", "sized STANDARD_IA", "warm STANDARD"));
    }

    @Test
    void movesNoncurrentVersionsBeyondThoseThatAreKeptWarm() throws InterruptedException {
        keepVersions();
        for (int i = 0; i < 3; i++) {
            put("doc", 128 * 1024 + i);
        }
        rules(rule(
                "colder",
                rule -> rule.noncurrentVersionTransitions(step -> step.noncurrentDays(1)
                        .newerNoncurrentVersions(1)
                        .storageClass(TransitionStorageClass.GLACIER))));

        pass(3);

        eventually(
                () -> s3.listObjectVersions(request -> request.bucket(BUCKET)).versions().stream()
                        .map(version -> version.storageClassAsString())
                        .toList(),
                List.of("STANDARD", "STANDARD", "GLACIER"));
    }

    /** A rule that S3 refuses, and how. */
    record Refusal(String code, String message, List<LifecycleRule> rules) {
        Refusal {
            rules = List.copyOf(rules);
        }

        Refusal(String code, String message, LifecycleRule... rules) {
            this(code, message, List.of(rules));
        }

        @Override
        public String toString() {
            return code + ": " + message;
        }
    }

    private static Refusal malformed(Consumer<LifecycleRule.Builder> settings) {
        return new Refusal(
                "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published schema",
                rule("r", settings));
    }

    private static Refusal request(String message, Consumer<LifecycleRule.Builder> settings) {
        return new Refusal("InvalidRequest", message, rule("r", settings));
    }

    private static Refusal argument(String message, Consumer<LifecycleRule.Builder> settings) {
        return new Refusal("InvalidArgument", message, rule("r", settings));
    }

    static final List<Refusal> REFUSALS = List.of(
            malformed(rule -> rule.expiration(end -> end.days(1).date(MIDNIGHT))),
            malformed(rule -> rule.filter(filter -> filter.prefix("a").objectSizeLessThan(5L))
                    .expiration(end -> end.days(1))),
            malformed(rule -> rule.filter((LifecycleRuleFilter) null).expiration(end -> end.days(1))),
            malformed(rule -> rule.transitions(step -> step.days(1).storageClass("TAPE"))),
            malformed(rule -> rule.transitions(step -> step.days(1))),
            request("At least one action needs to be specified in a rule", rule -> {}),
            request("AbortIncompleteMultipartUpload cannot be specified with Tags.", rule -> rule.filter(
                            filter -> filter.tag(tag -> tag.key("k").value("v")))
                    .abortIncompleteMultipartUpload(abort -> abort.daysAfterInitiation(1))),
            request("AbortIncompleteMultipartUpload cannot be specified with Object Size.", rule -> rule.filter(
                            filter -> filter.objectSizeGreaterThan(1L))
                    .abortIncompleteMultipartUpload(abort -> abort.daysAfterInitiation(1))),
            request("ExpiredObjectDeleteMarker cannot be specified with Tags.", rule -> rule.filter(
                            filter -> filter.and(and ->
                                    and.prefix("a").tags(tag -> tag.key("k").value("v"))))
                    .expiration(end -> end.expiredObjectDeleteMarker(true))),
            request(
                    "Found mixed 'Date' and 'Days' based Transition actions in lifecycle rule for filter '(prefix=)'",
                    rule -> rule.transitions(step -> step.days(1).storageClass("GLACIER"), step -> step.date(MIDNIGHT)
                            .storageClass("DEEP_ARCHIVE"))),
            request(
                    "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for filter"
                            + " '(prefix=)'",
                    rule -> rule.expiration(end -> end.date(MIDNIGHT))
                            .transitions(step -> step.days(1).storageClass("GLACIER"))),
            request(
                    "'StorageClass' must be different for 'Transition' actions in same 'Rule' with filter '(tag={key=k,"
                            + " value=v})'",
                    rule -> rule.filter(filter -> filter.tag(tag -> tag.key("k").value("v")))
                            .transitions(step -> step.days(1).storageClass("GLACIER"), step -> step.days(2)
                                    .storageClass("GLACIER"))),
            new Refusal(
                    "InvalidRequest",
                    "Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the Filter.",
                    rule("a", rule -> rule.expiration(end -> end.days(1))),
                    rule("b", rule -> rule.filter((LifecycleRuleFilter) null)
                            .prefix("b")
                            .expiration(end -> end.days(1)))),
            new Refusal(
                    "InvalidArgument",
                    "Rule ID must be unique. Found same ID for more than one rule",
                    rule("a", rule -> rule.expiration(end -> end.days(1))),
                    rule("a", rule -> rule.expiration(end -> end.days(2)))),
            argument(
                    "'Days' for Expiration action must be a positive integer",
                    rule -> rule.expiration(end -> end.days(0))),
            argument(
                    "'Date' must be at midnight GMT",
                    rule -> rule.expiration(end -> end.date(MIDNIGHT.plusSeconds(1)))),
            argument(
                    "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer",
                    rule -> rule.noncurrentVersionExpiration(end -> end.newerNoncurrentVersions(1))),
            argument(
                    "'Days' in Transition action must be greater than or equal to 30 for storageClass 'STANDARD_IA'",
                    rule -> rule.transitions(step -> step.days(29).storageClass("STANDARD_IA"))),
            argument(
                    "'Days' in the Expiration action for filter '(prefix=)' must be greater than 'Days' in the Transition"
                            + " action",
                    rule -> rule.expiration(end -> end.days(5))
                            .transitions(step -> step.days(5).storageClass("GLACIER"))));

    @ParameterizedTest
    @FieldSource("REFUSALS")
    void refusesAsS3Does(Refusal refusal) {
        S3Exception refused = catchThrowableOfType(
                S3Exception.class, () -> rules(refusal.rules().toArray(LifecycleRule[]::new)));

        assertThat(refused).as(refusal.rules().toString()).isNotNull();
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(refusal.code());
        assertThat(refused.awsErrorDetails().errorMessage()).isEqualTo(refusal.message());
        assertThat(refused.statusCode()).isEqualTo(400);
    }
}
