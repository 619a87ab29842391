package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.identity.Access;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** The permissions that EC2's operations need ("Actions, resources, and condition keys for Amazon EC2"). */
final class Permission {
    private static final String REGION = "ec2:Region";

    private Permission() {}

    /** An action that has no resource, as all that describe. */
    static <Q> AccessRule<Q> any(String operation) {
        return (request, call) -> List.of(Access.to("ec2:" + operation, "*").with(REGION, call.region()));
    }

    /** An action on existing resources. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    static <Q extends SdkRequest> AccessRule<Q> on(String operation, Function<Q, @Nullable Object>... ids) {
        List<Function<Q, @Nullable Object>> all = List.of(ids);
        return (request, call) -> existing(operation, request, call, all);
    }

    /** An action that makes a resource, which may be tagged, from existing ones. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    static <Q extends SdkRequest> AccessRule<Q> create(
            String operation, Kind<?> made, Function<Q, @Nullable Object>... ids) {
        List<Function<Q, @Nullable Object>> all = List.of(ids);
        return (request, call) -> {
            List<Access> needed = new ArrayList<>();
            String arn = arn(call, made.type(), "*");
            needed.add(access(operation, arn, call));
            needed.addAll(existing(operation, request, call, all));
            if (isTagged(request)) {
                needed.add(access("CreateTags", arn, call).with("ec2:CreateAction", operation));
            }
            return needed;
        };
    }

    /** An action on the resources with these ids, of whatever kind. */
    static List<Access> onAll(String operation, Collection<String> ids, Call call) {
        return ids.stream()
                .map(id -> access(operation, arn(call, typeOf(id), id), call))
                .toList();
    }

    private static <Q extends SdkRequest> List<Access> existing(
            String operation, Q request, Call call, List<Function<Q, @Nullable Object>> ids) {
        return ids.stream()
                .map(function -> function.apply(request))
                .filter(Objects::nonNull)
                .flatMap(given ->
                        given instanceof Collection<?> many ? many.stream() : Arrays.stream(new Object[] {given}))
                .map(id -> access(operation, arn(call, typeOf(String.valueOf(id)), String.valueOf(id)), call))
                .toList();
    }

    private static Access access(String operation, String arn, Call call) {
        return Access.to("ec2:" + operation, arn).with(REGION, call.region());
    }

    private static boolean isTagged(SdkRequest request) {
        Optional<?> specifications = request.getValueForField("TagSpecifications", List.class);
        return specifications.stream()
                .flatMap(list -> ((List<?>) list).stream())
                .anyMatch(specification ->
                        !((TagSpecification) specification).tags().isEmpty());
    }

    private static String typeOf(String id) {
        if (id.startsWith("pl-")) {
            return "prefix-list";
        }
        if (id.startsWith("dopt-")) {
            return "dhcp-options";
        }
        return Resources.kindOf(id).map(Kind::type).orElse("*");
    }

    static String arn(Call call, String type, String id) {
        return call.arn("ec2", type + "/" + id);
    }
}
