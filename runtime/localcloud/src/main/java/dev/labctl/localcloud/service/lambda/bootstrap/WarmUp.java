package dev.labctl.localcloud.service.lambda.bootstrap;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;

/** The handler of the process that the class-data archive is dumped from: takes the paths that functions take. */
public final class WarmUp implements RequestHandler<Map<String, Object>, Map<String, Object>> {
    @Override
    public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
        context.getLogger().log("remaining " + context.getRemainingTimeInMillis() + " ms");
        if (event.containsKey("fail")) {
            throw new IllegalStateException("as asked");
        }
        return event;
    }
}
