package dev.labctl.localcloud.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a policy, compiled.
 *
 * @param sid null when it has none
 * @param isDeny whether its effect is {@code Deny}
 * @param principal null in identity policies
 * @param actions of {@code Action} or {@code NotAction}
 * @param isNotAction whether it is {@code NotAction}
 * @param resources of {@code Resource} or {@code NotResource}; null in trust policies
 * @param isNotResource whether it is {@code NotResource}
 * @param conditions all of them must hold
 */
record Statement(
        @Nullable String sid,
        boolean isDeny,
        @Nullable PrincipalElement principal,
        ActionSet actions,
        boolean isNotAction,
        @Nullable List<PolicyText> resources,
        boolean isNotResource,
        List<Condition> conditions) {

    /** What this statement says about the request. */
    Verdict evaluate(RequestContext request) {
        if (actions.contains(request) == isNotAction || !coversResource(request)) {
            return Verdict.NONE;
        }
        Verdict allowed = principal == null ? Verdict.ALLOW : principal.match(request, isDeny);
        if (allowed == Verdict.NONE || !conditionsHold(request)) {
            return Verdict.NONE;
        }
        return isDeny ? Verdict.DENY : allowed;
    }

    private boolean coversResource(RequestContext request) {
        if (resources == null) {
            return true;
        }
        for (PolicyText resource : resources) {
            if (resource.matches(request.resource(), request)) {
                return !isNotResource;
            }
        }
        return isNotResource;
    }

    private boolean conditionsHold(RequestContext request) {
        for (Condition condition : conditions) {
            if (!condition.holds(request)) {
                return false;
            }
        }
        return true;
    }
}
