package dev.labctl.localcloud.protocol;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.RequiredTrait;
import software.amazon.awssdk.core.traits.TraitType;

/**
 * The URI of one REST operation: {@code /2015-03-31/functions/{FunctionName}/invocations}, {@code /{Key+}?uploads}.
 *
 * @param operation the operation
 * @param path the template's path
 * @param queryLiterals what the query string must hold, values empty where only the name counts
 * @param requiredQuery the query parameters a request must have to be valid
 * @param requiredHeaders the headers a request must have to be valid, in lower case
 */
record RestRoute(
        OperationModel operation,
        PathTemplate path,
        Map<String, String> queryLiterals,
        List<String> requiredQuery,
        List<String> requiredHeaders) {
    RestRoute {
        queryLiterals = Map.copyOf(queryLiterals);
        requiredQuery = List.copyOf(requiredQuery);
        requiredHeaders = List.copyOf(requiredHeaders);
    }

    static RestRoute of(OperationModel operation) {
        String uri = operation.binding().requestUri();
        int question = uri.indexOf('?');
        String literals = question < 0 ? "" : uri.substring(question + 1);
        return new RestRoute(
                operation,
                PathTemplate.of(operation),
                QueryParameters.parse(literals).asMap(),
                required(operation, MarshallLocation.QUERY_PARAM),
                required(operation, MarshallLocation.HEADER));
    }

    private static List<String> required(OperationModel operation, MarshallLocation location) {
        return operation.newRequest().sdkFields().stream()
                .filter(field -> field.location() == location)
                .filter(field -> field.containsTrait(RequiredTrait.class, TraitType.REQUIRED_TRAIT))
                .map(SdkField::locationName)
                .toList();
    }

    boolean matches(WireRequest request) {
        // Most routes of S3 differ in these alone, which are looked up faster than a path is taken apart.
        return queryLiterals.entrySet().stream().allMatch(literal -> has(request, literal))
                && path.match(request.rawPath()).isPresent();
    }

    private static boolean has(WireRequest request, Map.Entry<String, String> literal) {
        return request.query()
                .first(literal.getKey())
                .filter(value -> literal.getValue().isEmpty() || value.equals(literal.getValue()))
                .isPresent();
    }

    int literalSegments() {
        return path.literalSegments();
    }

    int segments() {
        return path.segments();
    }

    int literals() {
        return queryLiterals.size();
    }

    /** How many required parameters the request has; -1 when one is missing. */
    int specificity(WireRequest request) {
        boolean complete = requiredQuery.stream().allMatch(request.query()::has)
                && requiredHeaders.stream()
                        .allMatch(name -> request.header(name).isPresent());
        return complete ? requiredQuery.size() + requiredHeaders.size() : -1;
    }
}
