package dev.labctl.localcloud.service.s3;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * A bucket and all that is configured on it.
 *
 * @param name the global name
 * @param region where it is
 * @param created when it was made
 * @param versioning whether versions are kept
 * @param policy the bucket policy (JSON), or null
 * @param tags the bucket's tags
 * @param settings the other configurations, as the SDK's model classes, by simple class name
 */
record Bucket(
        String name,
        String region,
        Instant created,
        Versioning versioning,
        @Nullable String policy,
        Map<String, String> tags,
        Map<String, SdkPojo> settings) {
    Bucket {
        tags = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        settings = Map.copyOf(settings);
    }

    /** Whether versions are kept. */
    enum Versioning {
        NEVER,
        ENABLED,
        SUSPENDED
    }

    String arn() {
        return "arn:aws:s3:::" + name;
    }

    boolean isVersioned() {
        return versioning == Versioning.ENABLED;
    }

    /** The configuration of that class; empty when there is none. */
    <C extends SdkPojo> Optional<C> setting(Class<C> type) {
        return Optional.ofNullable(settings.get(type.getSimpleName())).map(type::cast);
    }

    Bucket with(SdkPojo setting) {
        Map<String, SdkPojo> all = new TreeMap<>(settings);
        all.put(setting.getClass().getSimpleName(), setting);
        return new Bucket(name, region, created, versioning, policy, tags, all);
    }

    Bucket without(Class<? extends SdkPojo> type) {
        Map<String, SdkPojo> all = new TreeMap<>(settings);
        all.remove(type.getSimpleName());
        return new Bucket(name, region, created, versioning, policy, tags, all);
    }

    Bucket withVersioning(Versioning changed) {
        return new Bucket(name, region, created, changed, policy, tags, settings);
    }

    Bucket withPolicy(@Nullable String changed) {
        return new Bucket(name, region, created, versioning, changed, tags, settings);
    }

    Bucket withTags(Map<String, String> changed) {
        return new Bucket(name, region, created, versioning, policy, changed, settings);
    }

    /** A bucket as it is stored: configurations as JSON. */
    record Row(
            String name,
            String region,
            Instant created,
            Versioning versioning,
            @Nullable String policy,
            Map<String, String> tags,
            Map<String, String> settings) {
        Row {
            tags = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(tags));
            settings = Map.copyOf(settings);
        }

        static Row of(Bucket bucket) {
            return new Row(
                    bucket.name,
                    bucket.region,
                    bucket.created,
                    bucket.versioning,
                    bucket.policy,
                    bucket.tags,
                    bucket.settings.entrySet().stream()
                            .collect(Collectors.toMap(Map.Entry::getKey, entry -> SdkJson.write(entry.getValue()))));
        }

        Bucket bucket() {
            Map<String, SdkPojo> parsed = new TreeMap<>();
            settings.forEach((type, json) -> parsed.put(type, SdkJson.read(type, json)));
            return new Bucket(name, region, created, versioning, policy, tags, parsed);
        }
    }
}
