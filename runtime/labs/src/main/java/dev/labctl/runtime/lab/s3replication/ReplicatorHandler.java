package dev.labctl.runtime.lab.s3replication;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.runtime.client.FunctionClients;
import dev.labctl.runtime.copy.CopyLimits;
import dev.labctl.runtime.event.Environment;
import dev.labctl.runtime.event.LogLine;
import dev.labctl.runtime.event.ObjectEvent;
import dev.labctl.wire.log.LogField;
import dev.labctl.wire.s3replication.ReplicationResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * {@code s3-replicator}: invoked by {@code s3:ObjectCreated:*} of the primary bucket.
 *
 * <p>Environment: {@code SOURCE_BUCKET}, {@code DEST_BUCKET}. Answers {@link ReplicationResult}. A record of another
 * bucket, or a copy that fails, fails the invocation: the platform then retries all its records, which is safe because
 * equal replicas are skipped.
 */
public final class ReplicatorHandler implements RequestStreamHandler {
    private final String sourceBucket;
    private final ObjectReplicator replicator;

    /** The function as Lambda makes it, configured from the environment. */
    public ReplicatorHandler() {
        this(
                new FunctionClients().client(S3Client.builder()),
                Environment.required("SOURCE_BUCKET"),
                Environment.required("DEST_BUCKET"));
    }

    ReplicatorHandler(S3Client s3, String sourceBucket, String destBucket) {
        this.sourceBucket = sourceBucket;
        this.replicator = new ObjectReplicator(s3, sourceBucket, destBucket, CopyLimits.S3);
    }

    @Override
    public void handleRequest(InputStream event, OutputStream result, Context context) throws IOException {
        int copied = 0;
        for (ObjectEvent created : ObjectEvent.readAll(event)) {
            if (!created.bucket().equals(sourceBucket)) {
                throw new IllegalArgumentException("an event of bucket %s reached the replicator of bucket %s"
                        .formatted(created.bucket(), sourceBucket));
            }
            if (replicate(created, new LogLine(context).about(created)) == Replication.COPIED) {
                copied++;
            }
        }
        JSON.std.write(new ReplicationResult(copied), result);
    }

    private Replication replicate(ObjectEvent created, LogLine line) {
        try {
            Replicated replicated = replicator.replicate(created.key());
            line.with(LogField.COPIED_VERSION_ID, replicated.sourceVersion())
                    .with(LogField.REPLICA_VERSION_ID, replicated.replicaVersion())
                    .done(replicated.outcome().name(), replicated.outcome() + " " + created.key());
            return replicated.outcome();
        } catch (RuntimeException e) {
            line.failed(created.key(), e);
            throw e;
        }
    }
}
