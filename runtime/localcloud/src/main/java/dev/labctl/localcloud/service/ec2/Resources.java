package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.SdkState;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * All resources, by region and id. Tables are opened when they are first asked for, so that a cloud whose networks nobody
 * uses starts without them.
 */
final class Resources {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final CloudEnvironment cloud;
    private final Map<Kind<?>, Table<?>> tables = new ConcurrentHashMap<>();
    private final ReentrantLock changing = new ReentrantLock();

    Resources(CloudEnvironment cloud) {
        this.cloud = cloud;
    }

    /** The tags of one resource. */
    record Tags(Map<String, String> values) {
        Tags {
            values = Map.copyOf(values);
        }
    }

    String accountId() {
        return cloud.accountId();
    }

    Instant now() {
        return cloud.clock().instant();
    }

    Store store() {
        return cloud.store();
    }

    /** Runs a change alone and as a whole. */
    <R> R change(Supplier<R> body) {
        changing.lock();
        try {
            return cloud.store().write(body);
        } finally {
            changing.unlock();
        }
    }

    /** A new id as EC2 makes them, 17 hexadecimal digits after the prefix. */
    static String newId(String prefix) {
        return "%s0%016x".formatted(prefix, RANDOM.nextLong());
    }

    @SuppressWarnings("unchecked") // a kind's table holds its type
    private <T extends SdkPojo> Table<T> table(Kind<T> kind) {
        return (Table<T>) tables.computeIfAbsent(
                kind, key -> cloud.store().table("ec2." + kind.type(), SdkState.codec(kind.builder())));
    }

    private Table<Tags> tags() {
        return cloud.store().table("ec2.tags", Codec.json(Tags.class));
    }

    private static String key(String region, String id) {
        return region + "/" + id;
    }

    <T extends SdkPojo> Optional<T> find(Kind<T> kind, String region, String id) {
        return table(kind).get(key(region, id)).map(found -> tagged(kind, region, found));
    }

    /** The resource with this id. @throws dev.labctl.localcloud.core.AwsError the kind's own when there is none */
    <T extends SdkPojo> T get(Kind<T> kind, String region, @Nullable String id) {
        if (id == null || id.isEmpty()) {
            throw Ec2Errors.missing(kind.prefix().replace("-", "") + "Id");
        }
        return find(kind, region, id).orElseThrow(() -> kind.missing(id));
    }

    /** All of the region, in the order of their ids. */
    <T extends SdkPojo> List<T> all(Kind<T> kind, String region) {
        return table(kind)
                .prefix(region + "/")
                .map(entry -> tagged(kind, region, entry.getValue()))
                .toList();
    }

    private <T extends SdkPojo> T tagged(Kind<T> kind, String region, T resource) {
        Map<String, String> values = tags(region, kind.id().apply(resource));
        return kind.tagged().apply(resource, list(values));
    }

    <T extends SdkPojo> T put(Kind<T> kind, String region, T resource) {
        table(kind).put(key(region, kind.id().apply(resource)), kind.tagged().apply(resource, List.of()));
        return tagged(kind, region, resource);
    }

    <T extends SdkPojo> void remove(Kind<T> kind, String region, String id) {
        table(kind).remove(key(region, id));
        tags().remove(key(region, id));
    }

    /** The tags of any resource; empty when it has none or does not exist. */
    Map<String, String> tags(String region, String id) {
        return tags().get(key(region, id)).map(Tags::values).orElse(Map.of());
    }

    void putTags(String region, String id, Map<String, String> values) {
        if (values.isEmpty()) {
            tags().remove(key(region, id));
        } else {
            tags().put(key(region, id), new Tags(values));
        }
    }

    /** The tags of all resources of the region, by id. */
    Map<String, Map<String, String>> allTags(String region) {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        String prefix = region + "/";
        tags().prefix(prefix)
                .forEach(entry -> all.put(
                        entry.getKey().substring(prefix.length()),
                        entry.getValue().values()));
        return all;
    }

    /** The kind of resource an id is of; empty for none that there is. */
    static Optional<Kind<?>> kindOf(String id) {
        return Kind.all().stream().filter(kind -> id.startsWith(kind.prefix())).findFirst();
    }

    static List<Tag> list(Map<String, String> values) {
        return values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    static Map<String, String> map(List<Tag> tags) {
        Map<String, String> values = new LinkedHashMap<>();
        tags.forEach(tag -> values.put(tag.key(), Objects.requireNonNullElse(tag.value(), "")));
        return values;
    }

    /** The id that a creation with this client token has made before; empty without a token or before. */
    Optional<String> madeBefore(String region, String operation, @Nullable String token) {
        return token == null || token.isEmpty() ? Optional.empty() : tokens().get(key(region, operation + "/" + token));
    }

    void made(String region, String operation, @Nullable String token, String id) {
        if (token != null && !token.isEmpty()) {
            tokens().put(key(region, operation + "/" + token), id);
        }
    }

    private Table<String> tokens() {
        return cloud.store().table("ec2.client-tokens", Codec.TEXT);
    }
}
