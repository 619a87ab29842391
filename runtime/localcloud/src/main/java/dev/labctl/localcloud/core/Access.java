package dev.labctl.localcloud.core;

import java.util.List;
import java.util.Map;

/**
 * One permission a request needs.
 *
 * @param action the IAM action, for instance {@code s3:GetObject}
 * @param resource the ARN it is needed on; {@code *} where the action has no resource
 * @param conditions the request's service-specific condition keys, for instance {@code s3:prefix}
 */
public record Access(String action, String resource, Map<String, String> conditions) {
    public Access {
        conditions = Map.copyOf(conditions);
    }

    public static Access to(String action, String resource) {
        return new Access(action, resource, Map.of());
    }

    /** A rule for requests that need nothing, as STS GetCallerIdentity. */
    public static <Q> Rule<Q> none() {
        return (request, call) -> List.of();
    }

    /** A rule for one action whose resource is computed from the request. */
    public static <Q> Rule<Q> rule(String action, ResourceOf<Q> resource) {
        return (request, call) -> List.of(to(action, resource.arn(request, call)));
    }

    /** A rule for an action that AWS knows no resource for. */
    public static <Q> Rule<Q> any(String action) {
        return (request, call) -> List.of(to(action, "*"));
    }

    /** Which permissions a request needs; all of them must be granted. */
    @FunctionalInterface
    public interface Rule<Q> {
        List<Access> of(Q request, Call call);
    }

    /** The ARN a request is about. */
    @FunctionalInterface
    public interface ResourceOf<Q> {
        String arn(Q request, Call call);
    }
}
