package dev.labctl.localcloud.identity;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What policies would decide about a request that nobody makes, as IAM's policy simulator tells it.
 *
 * <p>Other than for a real request, the only condition keys are those given.
 */
public final class PolicySimulator {
    private final String accountId;
    private final Clock clock;

    public PolicySimulator(String accountId, Clock clock) {
        this.accountId = accountId;
        this.clock = clock;
    }

    /**
     * The policies to judge by.
     *
     * @param identity identity policies (JSON) by the name they are reported under
     * @param boundaries permissions boundaries (JSON)
     * @param resource the resource's policy (JSON); null when it has none
     */
    public record Policies(
            Map<String, String> identity,
            List<String> boundaries,
            @Nullable String resource) {
        public Policies {
            identity = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(identity));
            boundaries = List.copyOf(boundaries);
        }
    }

    /** What the simulator says of one action on one resource. */
    public enum Outcome {
        ALLOWED,
        EXPLICIT_DENY,
        IMPLICIT_DENY
    }

    /**
     * A simulated decision.
     *
     * @param outcome the decision
     * @param matched the names of the identity policies that decided it; {@code resource} for the resource's policy
     * @param missingKeys condition keys that the policies read and nobody gave, in lower case
     * @param isWithinBoundary whether the boundaries allow it; true when there are none
     */
    public record Result(Outcome outcome, List<String> matched, Set<String> missingKeys, boolean isWithinBoundary) {
        public Result {
            matched = List.copyOf(matched);
            missingKeys = Set.copyOf(missingKeys);
        }
    }

    /**
     * Simulates one request.
     *
     * @param caller who would make it
     * @param context the condition keys and their values
     * @throws MalformedPolicyException when a policy does not parse
     */
    public Result simulate(
            Principal caller, String action, String resource, Map<String, List<String>> context, Policies policies) {
        Access access = new Access(action, resource, Map.of(), context);
        RequestContext request =
                new RequestContext(caller, caller.arn(), access, Map.of(), Map.of(), Map::of, accountId, clock);
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        Set<String> missing = new TreeSet<>();
        policies.identity().forEach((name, json) -> {
            PolicyDocument document = PolicyDocument.parse(json, PolicyKind.IDENTITY);
            verdicts.put(name, document.evaluate(request));
            missing.addAll(missingKeys(document, request));
        });
        if (policies.resource() != null) {
            PolicyDocument document = PolicyDocument.parse(policies.resource(), PolicyKind.RESOURCE);
            verdicts.put("resource", document.evaluate(request));
            missing.addAll(missingKeys(document, request));
        }
        Verdict boundary = policies.boundaries().isEmpty() ? Verdict.ALLOW : Verdict.NONE;
        for (String json : policies.boundaries()) {
            boundary =
                    boundary.or(PolicyDocument.parse(json, PolicyKind.IDENTITY).evaluate(request));
        }
        return result(verdicts, boundary, missing);
    }

    private static Result result(Map<String, Verdict> verdicts, Verdict boundary, Set<String> missing) {
        Verdict strongest = verdicts.values().stream().reduce(Verdict.NONE, Verdict::or);
        boolean isWithinBoundary = boundary == Verdict.ALLOW;
        Outcome outcome;
        if (strongest == Verdict.DENY || boundary == Verdict.DENY) {
            outcome = Outcome.EXPLICIT_DENY;
        } else {
            outcome = strongest == Verdict.ALLOW && isWithinBoundary ? Outcome.ALLOWED : Outcome.IMPLICIT_DENY;
        }
        List<String> matched = new ArrayList<>();
        verdicts.forEach((name, verdict) -> {
            if (verdict != Verdict.NONE && verdict == strongest) {
                matched.add(name);
            }
        });
        return new Result(outcome, matched, missing, isWithinBoundary);
    }

    private static List<String> missingKeys(PolicyDocument document, RequestContext request) {
        return document.conditionKeys().stream()
                .filter(key -> request.values(key.toLowerCase(Locale.ROOT)).isEmpty())
                .toList();
    }
}
