package dev.labctl.runtime.lab.todoapi;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code todo-api}: answers the requests to the function's URL.
 *
 * <p>Environment: that of {@link TodoStores}. Whatever goes wrong is an answer: 4xx with what to do about it, 503 when a
 * database that the route needs is down, 500 with the id of the request, by which the log has the reason. Only an event
 * that is no request is thrown.
 */
public final class TodoApiHandler implements RequestStreamHandler {
    private final Clock clock = Clock.systemUTC();
    private final RequestLog log = new RequestLog(clock);
    private final Router router;

    /** As the environment says. */
    public TodoApiHandler() {
        this(TodoStores.fromEnvironment());
    }

    /** With those databases. */
    TodoApiHandler(TodoStores stores) {
        UserRoutes users = new UserRoutes(stores.users(), stores.deletions());
        TodoRoutes todos = new TodoRoutes(stores.users(), stores.todos(), clock);
        OverviewRoutes overview = new OverviewRoutes(stores.users(), stores.todos(), clock);
        router = new Router(Stream.of(overview.routes(), users.routes(), todos.routes())
                .flatMap(List::stream)
                .toList());
    }

    /** An answer, and why it is not the one that was asked for. */
    private record Answered(ApiResponse response, @Nullable Throwable failure) {}

    @Override
    public void handleRequest(InputStream event, OutputStream result, Context context) throws IOException {
        long start = System.nanoTime();
        ApiRequest request = ApiRequest.from(JSON.std.mapFrom(event));
        Answered answered = answer(request, context.getAwsRequestId());
        answered.response().write(result);
        log.write(
                new RequestLog.Entry(
                        context.getAwsRequestId(),
                        context.getFunctionName(),
                        request,
                        router.template(request).orElse("none"),
                        answered.response().status(),
                        answered.response().createdId(),
                        (System.nanoTime() - start) / 1e6,
                        answered.failure()),
                context.getLogger()::log);
    }

    private Answered answer(ApiRequest request, String requestId) {
        try {
            return new Answered(router.answer(request), null);
        } catch (ApiException e) {
            return new Answered(e.response(), null);
        } catch (StoreUnavailableException e) {
            return new Answered(unavailable(e.store(), requestId), e);
        } catch (RuntimeException e) {
            Map<String, Object> body = ApiResponse.members("error", "Internal server error", "requestId", requestId);
            return new Answered(ApiResponse.of(500, body), e);
        }
    }

    private static ApiResponse unavailable(Store store, String requestId) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", OverviewRoutes.UNHEALTHY);
        body.put("error", "Service unavailable");
        body.put("checks", Map.of(store.word(), OverviewRoutes.UNHEALTHY));
        body.put("requestId", requestId);
        return ApiResponse.of(503, body);
    }
}
