package dev.labctl.localcloud.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds the operation of a REST request by its method, its path and the query literals of the operations' URI templates.
 *
 * <p>Of the operations that match, the one with the longest path wins, then the one with the most query literals, then
 * the one whose required query parameters and headers are there (S3's UploadPart differs from PutObject only in those),
 * then the one that {@code x-id} names.
 */
public final class RestRouter {
    private final Map<String, List<RestRoute>> byMethod;

    public RestRouter(Collection<OperationModel> operations) {
        Map<String, List<RestRoute>> routes = new java.util.HashMap<>();
        for (OperationModel operation : operations) {
            String method = operation.binding().httpMethod().name();
            routes.computeIfAbsent(method, name -> new ArrayList<>()).add(RestRoute.of(operation));
        }
        this.byMethod = routes;
    }

    /** The operation a request is for; empty when none has such a URI. */
    public Optional<OperationModel> find(WireRequest request) {
        String expected = request.query().first("x-id").orElse("");
        return byMethod.getOrDefault(request.method(), List.of()).stream()
                .filter(route -> route.matches(request))
                .max(Comparator.comparingInt(RestRoute::literalSegments)
                        .thenComparingInt(RestRoute::segments)
                        .thenComparingInt(RestRoute::literals)
                        .thenComparingInt(route -> route.specificity(request))
                        .thenComparing(route -> route.operation().name().equals(expected))
                        .thenComparing(
                                route ->
                                        Objects.requireNonNull(route.operation().name()),
                                Comparator.reverseOrder()))
                .map(RestRoute::operation);
    }
}
