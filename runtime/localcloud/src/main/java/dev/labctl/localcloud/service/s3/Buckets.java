package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.identity.Principal;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;

/** All buckets of the cloud: names are global, each bucket is bound to its region. Held in memory, committed to a table. */
final class Buckets {
    /** Where a client that names no region ends up. */
    static final String GLOBAL_REGION = "us-east-1";

    private final Store store;
    private final Table<Bucket.Row> table;
    private final SortedMap<String, Bucket> byName = new ConcurrentSkipListMap<>();

    Buckets(Store store) {
        this.store = store;
        this.table = store.table("s3.buckets", Codec.json(Bucket.Row.class));
        table.values().map(Bucket.Row::bucket).forEach(bucket -> byName.put(bucket.name(), bucket));
    }

    Optional<Bucket> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Stream<Bucket> all() {
        return byName.values().stream();
    }

    /**
     * The bucket, for a call that must go to the bucket's own region.
     *
     * @throws AwsError {@code NoSuchBucket}; {@code PermanentRedirect} or {@code AuthorizationHeaderMalformed} when the
     *     call was made in another region; {@code AccessDenied} when it expects another owner, or is anonymous and the
     *     bucket restricts public access
     */
    Bucket require(String name, Call call) {
        Bucket bucket = require(name);
        checkOwner(call, "x-amz-expected-bucket-owner");
        // Without a signature nothing says a region, and all regions have one endpoint here.
        boolean isAnonymous = call.caller().principal().type() == Principal.Type.ANONYMOUS;
        if (!isAnonymous && !bucket.region().equals(call.region())) {
            throw wrongRegion(bucket, call.region());
        }
        if (isAnonymous && restrictsThePublic(bucket)) {
            throw S3Errors.accessDenied();
        }
        return bucket;
    }

    /** Whether a public policy grants nothing to those outside of the account: {@code RestrictPublicBuckets}. */
    private static boolean restrictsThePublic(Bucket bucket) {
        String policy = bucket.policy();
        return policy != null
                && bucket.setting(PublicAccessBlockConfiguration.class)
                        .map(block -> Boolean.TRUE.equals(block.restrictPublicBuckets()))
                        .orElse(false)
                && BucketPolicies.isPublic(policy);
    }

    /**
     * The bucket in whatever region it is.
     *
     * @throws AwsError {@code NoSuchBucket}
     */
    Bucket require(String name) {
        return find(name).orElseThrow(() -> S3Errors.noSuchBucket(name));
    }

    /** Refuses a call whose header names another account as the owner of the bucket. */
    static void checkOwner(Call call, String header) {
        call.header(header)
                .filter(expected -> !expected.equals(call.accountId()))
                .ifPresent(other -> {
                    throw S3Errors.accessDenied();
                });
    }

    private static AwsError wrongRegion(Bucket bucket, String region) {
        if (region.equals(GLOBAL_REGION)) {
            return AwsError.of(
                            400,
                            "AuthorizationHeaderMalformed",
                            "The authorization header is malformed; the region '%s' is wrong; expecting '%s'"
                                    .formatted(region, bucket.region()))
                    .with(ErrorDetails.of("Region", bucket.region()))
                    .header("x-amz-bucket-region", bucket.region());
        }
        return AwsError.of(
                        301,
                        "PermanentRedirect",
                        "The bucket you are attempting to access must be addressed using the specified endpoint. Please"
                                + " send all future requests to this endpoint.")
                .with(ErrorDetails.of(
                        "Endpoint",
                        bucket.name() + ".s3." + bucket.region() + ".amazonaws.com",
                        "Bucket",
                        bucket.name()))
                .header("x-amz-bucket-region", bucket.region());
    }

    /** Adds a bucket. */
    void create(Bucket bucket) {
        alone(() -> {
            table.put(bucket.name(), Bucket.Row.of(bucket));
            byName.put(bucket.name(), bucket);
            return bucket;
        });
    }

    /**
     * Changes a bucket; concurrent changes follow each other.
     *
     * @throws AwsError {@code NoSuchBucket} when it was deleted meanwhile, or what {@code change} throws
     */
    Bucket update(String name, UnaryOperator<Bucket> change) {
        return alone(() -> {
            Bucket changed = change.apply(require(name));
            create(changed);
            return changed;
        });
    }

    void delete(String name) {
        alone(() -> {
            table.remove(name);
            byName.remove(name);
            return name;
        });
    }

    /**
     * Runs a change while no other one does. The write comes first: changes are also made within writes, and one of those
     * that waited for a monitor whose holder waits to write would stop every commit.
     */
    private <T> T alone(Supplier<T> change) {
        return store.write(() -> {
            synchronized (this) {
                return change.get();
            }
        });
    }
}
