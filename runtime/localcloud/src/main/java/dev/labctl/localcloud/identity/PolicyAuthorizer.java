package dev.labctl.localcloud.identity;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides by the account's policies, as "Policy evaluation logic" of the IAM user guide describes it for one account.
 *
 * <p>An explicit deny anywhere wins. Else a resource's policy that names the caller (or everyone) is enough; one that
 * names the role of a session is limited by boundary and session policies; one that names the account only trusts it.
 * Else identity policies, the permissions boundary and the session policies must all allow. A role is assumed only when
 * its trust policy, which is the role's resource policy, lets the caller in.
 */
public final class PolicyAuthorizer implements Authorizer {
    private final IdentityStore identities;
    private final ResourcePolicies resourcePolicies;
    private final Clock clock;
    private final PolicyCache cache = new PolicyCache();

    public PolicyAuthorizer(IdentityStore identities, ResourcePolicies resourcePolicies, Clock clock) {
        this.identities = identities;
        this.resourcePolicies = resourcePolicies;
        this.clock = clock;
    }

    @Override
    public Decision decide(Principal principal, Access access, Map<String, String> conditions) {
        Entitlements entitlements = identities.entitlements(principal);
        RequestContext request = new RequestContext(
                principal,
                entitlements.arn(),
                access,
                conditions,
                tags(entitlements, principal.session()),
                () -> resourcePolicies.tags(access.resource()),
                identities.accountId(),
                clock);
        boolean isAssumption = isAssumption(request.action());
        Verdict resource = resourceVerdict(request, isAssumption ? PolicyKind.TRUST : PolicyKind.RESOURCE);
        return switch (principal.type()) {
            case ROOT -> decideRoot(resource, isAssumption);
            case SERVICE, ANONYMOUS -> decideOutsider(resource, access);
            case USER, ASSUMED_ROLE -> {
                Verdict identity = Entitlements.evaluate(entitlements.policies(), request);
                Verdict boundary = entitlements.boundary() == null
                        ? Verdict.ALLOW
                        : entitlements.boundary().evaluate(request);
                Verdict session = sessionVerdict(principal.session(), request);
                yield isAssumption
                        ? decideAssumption(identity, resource, boundary, session)
                        : decideIdentity(access, identity, resource, boundary, session);
            }
        };
    }

    /** Whether the role's trust policy decides. */
    private static boolean isAssumption(String action) {
        return action.startsWith("sts:assumerole")
                || action.equals("sts:tagsession")
                || action.equals("sts:setsourceidentity");
    }

    private static Map<String, String> tags(Entitlements entitlements, Principal.Session session) {
        if (session.tags().isEmpty()) {
            return entitlements.tags();
        }
        Map<String, String> all = new HashMap<>(entitlements.tags());
        all.putAll(session.tags());
        return all;
    }

    private Verdict resourceVerdict(RequestContext request, PolicyKind kind) {
        if (request.resource().equals("*")) {
            return Verdict.NONE;
        }
        Optional<String> policy = kind == PolicyKind.TRUST
                ? identities.trustPolicy(request.resource())
                : resourcePolicies.of(request.resource());
        return policy.isEmpty() ? Verdict.NONE : cache.get(policy.get(), kind).evaluate(request);
    }

    /** Session policies limit together: one that allows is enough, as it is for identity policies. */
    private Verdict sessionVerdict(Principal.Session session, RequestContext request) {
        if (session.policies().isEmpty()) {
            return Verdict.ALLOW;
        }
        List<PolicyDocument> documents = session.policies().stream()
                .map(policy -> cache.get(policy, PolicyKind.IDENTITY))
                .toList();
        return Entitlements.evaluate(documents, request);
    }

    private static Decision decideRoot(Verdict resource, boolean isAssumption) {
        if (resource == Verdict.DENY) {
            return Decision.denied("with an explicit deny in a resource-based policy");
        }
        return isAssumption ? Decision.denied("") : Decision.ALLOWED;
    }

    private static Decision decideOutsider(Verdict resource, Access access) {
        return switch (resource) {
            case ALLOW, ALLOW_ROLE, ALLOW_ACCOUNT -> Decision.ALLOWED;
            case DENY -> Decision.denied("with an explicit deny in a resource-based policy");
            case NONE -> Decision.denied("because no resource-based policy allows the " + access.action() + " action");
        };
    }

    private static Decision decideIdentity(
            Access access, Verdict identity, Verdict resource, Verdict boundary, Verdict session) {
        if (identity == Verdict.DENY) {
            return Decision.denied("with an explicit deny in an identity-based policy");
        }
        if (resource == Verdict.DENY) {
            return Decision.denied("with an explicit deny in a resource-based policy");
        }
        if (boundary == Verdict.DENY) {
            return Decision.denied("with an explicit deny in a permissions boundary");
        }
        if (session == Verdict.DENY) {
            return Decision.denied("with an explicit deny in a session policy");
        }
        if (resource == Verdict.ALLOW) {
            return Decision.ALLOWED;
        }
        if (identity == Verdict.NONE && resource != Verdict.ALLOW_ROLE) {
            return Decision.denied("because no identity-based policy allows the " + access.action() + " action");
        }
        if (boundary == Verdict.NONE) {
            return Decision.denied("because no permissions boundary allows the " + access.action() + " action");
        }
        if (session == Verdict.NONE) {
            return Decision.denied("because no session policy allows the " + access.action() + " action");
        }
        return Decision.ALLOWED;
    }

    /** STS says no more than that the caller is not authorized. */
    private static Decision decideAssumption(Verdict identity, Verdict trust, Verdict boundary, Verdict session) {
        boolean isDenied = identity == Verdict.DENY
                || trust == Verdict.DENY
                || boundary == Verdict.DENY
                || session == Verdict.DENY;
        boolean isWithinLimits = boundary != Verdict.NONE && session != Verdict.NONE;
        boolean isAllowed =
                switch (trust) {
                    case ALLOW -> true;
                    case ALLOW_ROLE -> isWithinLimits;
                    case ALLOW_ACCOUNT -> isWithinLimits && identity == Verdict.ALLOW;
                    case NONE, DENY -> false;
                };
        return isAllowed && !isDenied ? Decision.ALLOWED : Decision.denied("");
    }
}
