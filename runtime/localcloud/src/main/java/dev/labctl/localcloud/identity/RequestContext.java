package dev.labctl.localcloud.identity;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request as policies see it: principal, action, resource and condition keys.
 *
 * <p>Condition keys are those of the call and of the access, and the global ones that follow from the principal and the
 * clock ("AWS global condition context keys"). Their names know no case.
 */
final class RequestContext {
    private final Principal principal;
    private final String roleArn;
    private final Access access;
    private final String action;
    private final String vendor;
    private final Map<String, String> conditions;
    private final Map<String, String> principalTags;
    private final Supplier<Map<String, String>> resourceTags;
    private final String accountId;
    private final Clock clock;
    private @Nullable Map<String, List<String>> keys;

    /**
     * A request.
     *
     * @param roleArn for an assumed role the role's ARN, else the principal's
     * @param principalTags the tags of the user, role and session
     * @param resourceTags gives the tags of the resource; asked only when a policy has conditions
     */
    RequestContext(
            Principal principal,
            String roleArn,
            Access access,
            Map<String, String> conditions,
            Map<String, String> principalTags,
            Supplier<Map<String, String>> resourceTags,
            String accountId,
            Clock clock) {
        this.principal = principal;
        this.roleArn = roleArn;
        this.access = access;
        this.action = access.action().toLowerCase(Locale.ROOT);
        this.vendor = action.substring(0, Math.max(0, action.indexOf(':')));
        this.conditions = conditions;
        this.principalTags = principalTags;
        this.resourceTags = resourceTags;
        this.accountId = accountId;
        this.clock = clock;
    }

    Principal principal() {
        return principal;
    }

    /** The ARN that {@code Principal} elements name for the caller: the role of a session, else the caller itself. */
    String roleArn() {
        return roleArn;
    }

    String accountId() {
        return accountId;
    }

    /** The action, in lower case. */
    String action() {
        return action;
    }

    /** The service part of the action, in lower case. */
    String vendor() {
        return vendor;
    }

    String resource() {
        return access.resource();
    }

    /** The values of a condition key, given in lower case; none when the request does not have it. */
    List<String> values(String key) {
        if (keys == null) {
            keys = collect();
        }
        List<String> known = keys.get(key);
        return known == null ? List.of() : known;
    }

    private Map<String, List<String>> collect() {
        Map<String, List<String>> all = new HashMap<>();
        // AWS's services speak TLS to each other; a request that came over a socket says itself how it came.
        put(all, "aws:securetransport", "true");
        put(all, "aws:viaawsservice", "false");
        putPrincipal(all);
        putTime(all);
        put(all, "aws:resourceaccount", resourceAccount());
        resourceTags.get().forEach((tag, value) -> put(all, "aws:resourcetag/" + lower(tag), value));
        conditions.forEach((key, value) -> put(all, lower(key), value));
        access.conditions().forEach((key, value) -> put(all, lower(key), value));
        access.multivalued().forEach((key, values) -> all.put(lower(key), values));
        return all;
    }

    private void putPrincipal(Map<String, List<String>> all) {
        put(all, "aws:userid", principal.id());
        put(all, "aws:principaltype", typeName());
        put(all, "aws:principalisawsservice", String.valueOf(principal.type() == Principal.Type.SERVICE));
        switch (principal.type()) {
            case ROOT, USER, ASSUMED_ROLE -> {
                put(all, "aws:principalarn", roleArn);
                put(all, "aws:principalaccount", accountId);
            }
            case SERVICE -> {
                put(all, "aws:principalservicename", principal.arn());
                all.put("aws:principalservicenameslist", List.of(principal.arn()));
            }
            case ANONYMOUS -> {}
        }
        if (principal.type() == Principal.Type.USER) {
            put(all, "aws:username", principal.name());
        }
        principalTags.forEach((tag, value) -> put(all, "aws:principaltag/" + lower(tag), value));
        Principal.Session session = principal.session();
        if (session.issued() != null) {
            put(
                    all,
                    "aws:tokenissuetime",
                    session.issued().truncatedTo(ChronoUnit.SECONDS).toString());
            put(all, "aws:multifactorauthpresent", "false");
        }
        if (session.sourceIdentity() != null) {
            put(all, "aws:sourceidentity", session.sourceIdentity());
        }
    }

    private void putTime(Map<String, List<String>> all) {
        Instant now = clock.instant();
        put(all, "aws:currenttime", now.truncatedTo(ChronoUnit.SECONDS).toString());
        put(all, "aws:epochtime", String.valueOf(now.getEpochSecond()));
    }

    private String typeName() {
        return switch (principal.type()) {
            case ROOT -> "Account";
            case USER -> "User";
            case ASSUMED_ROLE -> "AssumedRole";
            case SERVICE -> "Service";
            case ANONYMOUS -> "Anonymous";
        };
    }

    private String resourceAccount() {
        String[] parts = access.resource().split(":", 6);
        return parts.length == 6 && !parts[4].isEmpty() ? parts[4] : accountId;
    }

    private static void put(Map<String, List<String>> all, String key, String value) {
        all.put(key, List.of(value));
    }

    private static String lower(String key) {
        return key.toLowerCase(Locale.ROOT);
    }
}
