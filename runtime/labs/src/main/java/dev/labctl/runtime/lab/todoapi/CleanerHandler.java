package dev.labctl.runtime.lab.todoapi;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/**
 * {@code todo-cleaner}: finishes deletions of users that were interrupted. Runs every five minutes; its event does not
 * matter.
 *
 * <p>Environment: that of {@link TodoStores}. Answers {@code {"finished": n}}, the number of deletions that are done with;
 * whatever fails is thrown, and the next run goes on.
 */
public final class CleanerHandler implements RequestStreamHandler {
    private final UserDeletions deletions = TodoStores.fromEnvironment().deletions();

    @Override
    public void handleRequest(InputStream event, OutputStream result, Context context) throws IOException {
        int finished = deletions.finish();
        context.getLogger().log("finished the deletion of %d users%n".formatted(finished));
        JSON.std.write(Map.of("finished", finished), result);
    }
}
