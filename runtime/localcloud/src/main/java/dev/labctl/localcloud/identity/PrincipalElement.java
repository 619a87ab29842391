package dev.labctl.localcloud.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A statement's {@code Principal} or {@code NotPrincipal}.
 *
 * @param isNot whether it is {@code NotPrincipal}
 * @param isEveryone {@code "*"} or {@code {"AWS": "*"}}
 * @param aws account ids, ARNs and unique ids
 * @param services service names without region: {@code logs.amazonaws.com}
 */
record PrincipalElement(boolean isNot, boolean isEveryone, Set<String> aws, Set<String> services) {
    PrincipalElement {
        aws = Set.copyOf(aws);
        services = Set.copyOf(services);
    }

    /** {@code logs.eu-west-1.amazonaws.com} is {@code logs.amazonaws.com} in one region. */
    static String serviceName(String name) {
        return name.replaceFirst("^([a-z0-9-]+)\\.[a-z]{2}(?:-[a-z]+)+-\\d\\.amazonaws\\.com$", "$1.amazonaws.com");
    }

    /** How the caller is named, if at all. */
    Verdict match(RequestContext request, boolean isDeny) {
        if (!isNot) {
            return named(request);
        }
        boolean isExempt = isDeny ? isNamedInFull(request) : named(request) != Verdict.NONE;
        return isExempt ? Verdict.NONE : Verdict.ALLOW;
    }

    private Verdict named(RequestContext request) {
        Principal principal = request.principal();
        if (isEveryone) {
            return Verdict.ALLOW;
        }
        return switch (principal.type()) {
            case ANONYMOUS -> Verdict.NONE;
            case SERVICE -> services.contains(serviceName(principal.arn())) ? Verdict.ALLOW : Verdict.NONE;
            case ROOT -> isAccountNamed(request) ? Verdict.ALLOW : Verdict.NONE;
            case USER, ASSUMED_ROLE -> namedIdentity(request, principal);
        };
    }

    private Verdict namedIdentity(RequestContext request, Principal principal) {
        if (aws.contains(principal.arn()) || aws.contains(principal.id())) {
            return Verdict.ALLOW;
        }
        if (aws.contains(request.roleArn()) || aws.contains(entityId(principal))) {
            return Verdict.ALLOW_ROLE;
        }
        return isAccountNamed(request) ? Verdict.ALLOW_ACCOUNT : Verdict.NONE;
    }

    /**
     * With {@code Deny}, {@code NotPrincipal} spares only a caller all of whose names it lists: session, role and account
     * ("AWS JSON policy elements: NotPrincipal").
     */
    private boolean isNamedInFull(RequestContext request) {
        Principal principal = request.principal();
        List<String> names = new ArrayList<>();
        switch (principal.type()) {
            case USER -> names.add(principal.arn());
            case ASSUMED_ROLE -> names.addAll(List.of(principal.arn(), request.roleArn()));
            case ROOT -> {}
            case SERVICE, ANONYMOUS -> {
                return named(request) != Verdict.NONE;
            }
        }
        return isEveryone || (aws.containsAll(names) && isAccountNamed(request));
    }

    private boolean isAccountNamed(RequestContext request) {
        return aws.contains(request.accountId()) || aws.contains("arn:aws:iam::" + request.accountId() + ":root");
    }

    private static String entityId(Principal principal) {
        int colon = principal.id().indexOf(':');
        return colon < 0 ? principal.id() : principal.id().substring(0, colon);
    }
}
