package dev.labctl.runtime.lab.filecatalog;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.runtime.client.FunctionClients;
import dev.labctl.runtime.event.Environment;
import dev.labctl.runtime.event.LogLine;
import dev.labctl.runtime.event.ObjectEvent;
import dev.labctl.wire.filecatalog.CatalogResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * {@code file-cataloger}: invoked by {@code s3:ObjectCreated:*} of the lab's bucket.
 *
 * <p>Environment: {@code S3_BUCKET_NAME}, {@code DYNAMODB_TABLE_NAME}. Answers {@link CatalogResult}. Whatever fails is
 * thrown, so that the platform retries and, in the end, keeps the event in the on-failure queue.
 */
public final class CatalogerHandler implements RequestStreamHandler {
    private final String bucket;
    private final FileInspector inspector;
    private final CatalogTable table;

    /** The function as Lambda makes it, configured from the environment. */
    public CatalogerHandler() {
        this.bucket = Environment.required("S3_BUCKET_NAME");
        FunctionClients clients = new FunctionClients();
        this.inspector = new FileInspector(clients.client(S3Client.builder()));
        this.table = new CatalogTable(
                clients.client(DynamoDbClient.builder()),
                Environment.required("DYNAMODB_TABLE_NAME"),
                Clock.systemUTC());
    }

    @Override
    public void handleRequest(InputStream event, OutputStream result, Context context) throws IOException {
        int cataloged = 0;
        for (ObjectEvent created : ObjectEvent.readAll(event)) {
            if (!created.bucket().equals(bucket)) {
                throw new IllegalArgumentException(
                        "an event of bucket %s reached the cataloger of bucket %s".formatted(created.bucket(), bucket));
            }
            if (catalog(created, new LogLine(context).about(created))) {
                cataloged++;
            }
        }
        JSON.std.write(new CatalogResult(cataloged), result);
    }

    private boolean catalog(ObjectEvent created, LogLine line) {
        try {
            boolean added = inspector
                    .inspect(created)
                    .map(file -> table.add(created, file))
                    .orElse(false);
            String outcome = added ? "CATALOGED" : "SKIPPED";
            line.done(outcome, outcome + " " + created.key());
            return added;
        } catch (RuntimeException e) {
            line.failed(created.key(), e);
            throw e;
        }
    }
}
