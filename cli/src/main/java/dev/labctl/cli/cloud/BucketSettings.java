package dev.labctl.cli.cloud;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.s3.model.Tag;

/** How one bucket is set: who may read it, what it keeps and encrypts, whom it tells about its objects. */
public final class BucketSettings {
    private final S3Client client;
    private final String name;

    BucketSettings(S3Client client, String name) {
        this.client = client;
        this.name = name;
    }

    /** Whom the bucket tells about its objects. */
    public record Notification(String id, String targetArn, List<String> events) {
        public Notification {
            events = List.copyOf(events);
        }
    }

    /** What an enabled rule does with current objects whose keys begin like this, so many days after they were put. */
    public record Transition(String prefix, String storageClass, int days) {}

    /** Whether all four settings of the public access block are on. */
    public boolean publicAccessBlocked() {
        return CloudException.found(() -> client.getPublicAccessBlock(request -> request.bucket(name)))
                .map(response -> response.publicAccessBlockConfiguration())
                .map(block -> block.blockPublicAcls()
                        && block.blockPublicPolicy()
                        && block.ignorePublicAcls()
                        && block.restrictPublicBuckets())
                .orElse(false);
    }

    /** Turns all four settings of the public access block on or off. */
    public void blockPublicAccess(boolean block) {
        client.putPublicAccessBlock(request -> request.bucket(name)
                .publicAccessBlockConfiguration(PublicAccessBlockConfiguration.builder()
                        .blockPublicAcls(block)
                        .blockPublicPolicy(block)
                        .ignorePublicAcls(block)
                        .restrictPublicBuckets(block)
                        .build()));
    }

    /** The default encryption, {@code AES256} or {@code aws:kms}; empty when there is none. */
    public String encryption() {
        return CloudException.found(() -> client.getBucketEncryption(request -> request.bucket(name)))
                .flatMap(response -> response.serverSideEncryptionConfiguration().rules().stream()
                        .findFirst())
                .map(rule -> rule.applyServerSideEncryptionByDefault().sseAlgorithmAsString())
                .orElse("");
    }

    /** Encrypts new objects with S3's own keys. */
    public void encrypt() {
        ServerSideEncryptionRule rule = ServerSideEncryptionRule.builder()
                .applyServerSideEncryptionByDefault(by -> by.sseAlgorithm(ServerSideEncryption.AES256))
                .build();
        client.putBucketEncryption(
                request -> request.bucket(name).serverSideEncryptionConfiguration(rules -> rules.rules(rule)));
    }

    /** {@code Enabled}, {@code Suspended}, or empty when versioning was never on. */
    public String versioning() {
        String status =
                client.getBucketVersioning(request -> request.bucket(name)).statusAsString();
        return status == null ? "" : status;
    }

    /** Turns versioning on, or suspends it. */
    public void setVersioning(boolean enabled) {
        client.putBucketVersioning(request -> request.bucket(name)
                .versioningConfiguration(configuration -> configuration.status(
                        enabled ? BucketVersioningStatus.ENABLED : BucketVersioningStatus.SUSPENDED)));
    }

    /** The bucket policy as JSON, if there is one. */
    public Optional<String> policy() {
        return CloudException.found(() -> client.getBucketPolicy(request -> request.bucket(name)))
                .map(response -> response.policy());
    }

    /** Sets the bucket policy; null takes it away. */
    public void setPolicy(@Nullable String json) {
        if (json == null) {
            client.deleteBucketPolicy(request -> request.bucket(name));
        } else {
            client.putBucketPolicy(request -> request.bucket(name).policy(json));
        }
    }

    /** The bucket's tags. */
    public Map<String, String> tags() {
        return CloudException.found(() -> client.getBucketTagging(request -> request.bucket(name)))
                .map(response -> response.tagSet().stream().collect(Collectors.toMap(Tag::key, Tag::value)))
                .orElse(Map.of());
    }

    /** Sets the bucket's tags, all of them. */
    public void setTags(Map<String, String> tags) {
        client.putBucketTagging(request -> request.bucket(name)
                .tagging(tagging -> tagging.tagSet(tags.entrySet().stream()
                        .map(each -> Tag.builder()
                                .key(each.getKey())
                                .value(each.getValue())
                                .build())
                        .toList())));
    }

    /** Whom the bucket tells about its objects: functions, queues and topics. */
    public List<Notification> notifications() {
        GetBucketNotificationConfigurationResponse found =
                client.getBucketNotificationConfiguration(request -> request.bucket(name));
        List<Notification> all = new ArrayList<>();
        found.lambdaFunctionConfigurations()
                .forEach(each -> all.add(
                        new Notification(orEmpty(each.id()), each.lambdaFunctionArn(), each.eventsAsStrings())));
        found.queueConfigurations()
                .forEach(
                        each -> all.add(new Notification(orEmpty(each.id()), each.queueArn(), each.eventsAsStrings())));
        found.topicConfigurations()
                .forEach(
                        each -> all.add(new Notification(orEmpty(each.id()), each.topicArn(), each.eventsAsStrings())));
        return all;
    }

    /** The functions that the bucket tells about its objects. */
    public FunctionNotifications functionNotifications() {
        return new FunctionNotifications(client, name);
    }

    /** When objects move to other storage classes. */
    public List<Transition> transitions() {
        return CloudException.found(() -> client.getBucketLifecycleConfiguration(request -> request.bucket(name)))
                .map(GetBucketLifecycleConfigurationResponse::rules)
                .orElse(List.of())
                .stream()
                .filter(rule -> rule.status() == ExpirationStatus.ENABLED)
                .flatMap(rule -> rule.transitions().stream()
                        .filter(each -> each.days() != null)
                        .map(each -> new Transition(prefix(rule), each.storageClassAsString(), each.days())))
                .toList();
    }

    private static String prefix(LifecycleRule rule) {
        String prefix = rule.filter() == null ? null : rule.filter().prefix();
        return prefix == null ? "" : prefix;
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
