package dev.labctl.localcloud.service.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.Tag;

/** Buckets made, changed and deleted by many clients at the same time. */
final class BucketsAtOnceTest {
    private static final int CLIENTS = 8;
    private static final int ROUNDS = 40;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @Test
    void clientsThatMakeAndChangeBucketsDoNotStopEachOther()
            throws InterruptedException, ExecutionException, TimeoutException {
        S3Client s3 = cloud.client(S3Client.builder());
        s3.createBucket(create -> create.bucket("shared"));
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> ends = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            String own = "own-" + client;
            ends.add(clients.submit(() -> work(s3, own)));
        }
        for (Future<?> end : ends) {
            end.get(60, TimeUnit.SECONDS);
        }
        clients.shutdown();

        assertThat(s3.listBuckets().buckets()).hasSize(1);
        assertThat(s3.getBucketTagging(get -> get.bucket("shared")).tagSet()).hasSize(1);
    }

    private static void work(S3Client s3, String own) {
        for (int round = 0; round < ROUNDS; round++) {
            s3.createBucket(create -> create.bucket(own));
            s3.putBucketVersioning(put -> put.bucket(own)
                    .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
            s3.putBucketTagging(put -> put.bucket("shared")
                    .tagging(tags ->
                            tags.tagSet(Tag.builder().key("by").value(own).build())));
            s3.deleteBucket(delete -> delete.bucket(own));
        }
    }
}
