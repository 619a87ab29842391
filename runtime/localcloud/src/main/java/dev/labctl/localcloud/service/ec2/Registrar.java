package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.ec2.model.Filter;

/** Registers operations with what all of EC2's share: dry runs, the region's default network, filters and pages. */
final class Registrar {
    private static final int PRECONDITION_FAILED = 412;
    private static final int SMALLEST_PAGE = 5;
    private static final int LARGEST_PAGE = 1000;

    private final Operations operations;
    private final Resources resources;
    private final DefaultNetwork defaults;

    Registrar(Operations operations, Resources resources, DefaultNetwork defaults) {
        this.operations = operations;
        this.resources = resources;
        this.defaults = defaults;
    }

    /** An operation that changes something: alone, and as a whole or not at all. */
    <Q extends SdkRequest, R extends SdkResponse> void change(
            Class<Q> type, AccessRule<Q> access, Operations.Handler<Q, R> handler) {
        operations.on(type, access, (request, call) -> {
            defaults.ensure(call.region());
            endDryRun(request);
            return resources.change(() -> handler.handle(request, call));
        });
    }

    /** An operation that reads. */
    <Q extends SdkRequest, R extends SdkResponse> void read(
            Class<Q> type, AccessRule<Q> access, Operations.Handler<Q, R> handler) {
        operations.on(type, access, (request, call) -> {
            defaults.ensure(call.region());
            endDryRun(request);
            return handler.handle(request, call);
        });
    }

    /**
     * A Describe operation: those with the ids that are asked for, or all, as far as filters let them pass.
     *
     * @param ids the request's ids
     * @param shown what is shown of a resource
     * @param answer makes the answer of a page and the token for the next
     */
    <Q extends SdkRequest, R extends SdkResponse, T extends SdkPojo> void describe(
            Class<Q> type,
            Kind<T> kind,
            Function<Q, List<String>> ids,
            BiFunction<String, T, T> shown,
            BiFunction<List<T>, @Nullable String, R> answer) {
        read(type, Permission.any(name(type)), (request, call) -> {
            String region = call.region();
            List<String> wanted = ids.apply(request);
            List<T> found;
            if (wanted.isEmpty()) {
                found = resources.all(kind, region);
            } else {
                wanted.forEach(id -> requireWellFormed(kind, id));
                found = wanted.stream()
                        .distinct()
                        .sorted()
                        .map(id -> resources.get(kind, region, id))
                        .toList();
            }
            List<T> all = found.stream()
                    .map(resource -> shown.apply(region, resource))
                    .toList();
            return page(request, all, kind.id(), kind.aliases(), answer, (SdkPojo)
                    kind.builder().get());
        });
    }

    /** The same for resources that are shown as they are kept. */
    <Q extends SdkRequest, R extends SdkResponse, T extends SdkPojo> void describe(
            Class<Q> type,
            Kind<T> kind,
            Function<Q, List<String>> ids,
            BiFunction<List<T>, @Nullable String, R> answer) {
        describe(type, kind, ids, (region, resource) -> resource, answer);
    }

    /** The page that a request asks for of what passes its filters. */
    static <T extends SdkPojo, R> R page(
            SdkRequest request,
            List<T> all,
            Function<T, String> id,
            Map<String, String> aliases,
            BiFunction<List<T>, @Nullable String, R> answer,
            SdkPojo example) {
        List<Filter> filters = new ArrayList<>();
        request.getValueForField("Filters", List.class)
                .ifPresent(given -> ((List<?>) given).forEach(filter -> filters.add((Filter) filter)));
        Filtering.check(example, filters, aliases);
        int size = request.getValueForField("MaxResults", Integer.class)
                .map(Registrar::checkedSize)
                .orElse(LARGEST_PAGE);
        Page<T> page = Page.of(
                Filtering.filter(all, filters, aliases).stream()
                        .sorted((left, right) -> id.apply(left).compareTo(id.apply(right)))
                        .toList(),
                id,
                request.getValueForField("NextToken", String.class).orElse(null),
                size,
                () -> Ec2Errors.of("InvalidNextToken", "The specified NextToken is not valid."));
        return answer.apply(page.items(), page.nextToken());
    }

    private static int checkedSize(int size) {
        if (size < SMALLEST_PAGE) {
            throw Ec2Errors.invalidValue(
                    String.valueOf(size), "maxResults", "Expecting a value greater than " + SMALLEST_PAGE + ".");
        }
        return Math.min(size, LARGEST_PAGE);
    }

    private static void requireWellFormed(Kind<?> kind, String id) {
        if (!id.matches(kind.prefix() + "[0-9a-f]{8,}")) {
            throw Ec2Errors.of(
                    kind.notFound()
                            .replace("ID.NotFound", "Id.Malformed")
                            .replace("Group.NotFound", "GroupId.Malformed")
                            .replace("Id.NotFound", "Id.Malformed"),
                    "Invalid id: \"" + id + "\" (expecting \"" + kind.prefix() + "...\")");
        }
    }

    private static void endDryRun(SdkRequest request) {
        if (request.getValueForField("DryRun", Boolean.class).orElse(false)) {
            throw AwsError.of(
                    PRECONDITION_FAILED, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
        }
    }

    static String name(Class<?> request) {
        String simple = request.getSimpleName();
        return simple.substring(0, simple.length() - "Request".length());
    }

    /**
     * Refuses what the local cloud's networks and instances do not have. What is given as not wanted is not given.
     *
     * @param members the request's members that must not be given
     */
    static void refuse(SdkRequest request, String... members) {
        for (String member : members) {
            if (isGiven(request.getValueForField(member, Object.class).orElse(null))) {
                throw Ec2Errors.notImplemented(member + " of " + name(request.getClass()));
            }
        }
    }

    private static boolean isGiven(@Nullable Object value) {
        if (value instanceof SdkPojo structure) {
            return structure.sdkFields().stream().anyMatch(field -> isGiven(field.getValueOrDefault(structure)));
        }
        return value instanceof List<?> list ? !list.isEmpty() : value != null && !Boolean.FALSE.equals(value);
    }
}
