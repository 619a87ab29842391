package dev.labctl.localcloud.core;

import dev.labctl.localcloud.identity.Access;
import java.util.List;

/** Which permissions a request needs; all of them must be granted. */
@FunctionalInterface
public interface AccessRule<Q> {
    List<Access> of(Q request, Call call);

    /** For requests that need nothing, as STS GetCallerIdentity. */
    static <Q> AccessRule<Q> none() {
        return (request, call) -> List.of();
    }

    /** One action on the resource that the request is about. */
    static <Q> AccessRule<Q> on(String action, ResourceOf<Q> resource) {
        return (request, call) -> List.of(Access.to(action, resource.arn(request, call)));
    }

    /** An action that AWS knows no resource for. */
    static <Q> AccessRule<Q> anyResource(String action) {
        return (request, call) -> List.of(Access.to(action, "*"));
    }

    /** The ARN a request is about. */
    @FunctionalInterface
    interface ResourceOf<Q> {
        String arn(Q request, Call call);
    }
}
