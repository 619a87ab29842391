package dev.labctl.localcloud.identity;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What IAM knows of a user or role when it decides, compiled.
 *
 * @param arn the user's or role's ARN; for other principals their own
 * @param policies inline and managed policies, for a user also those of its groups
 * @param boundary the permissions boundary; null when there is none
 * @param tags the tags of the user or role
 */
record Entitlements(
        String arn, List<PolicyDocument> policies, @Nullable PolicyDocument boundary, Map<String, String> tags) {
    Entitlements {
        policies = List.copyOf(policies);
        tags = Map.copyOf(tags);
    }

    /** Of a principal that has no policies of its own. */
    static Entitlements none(Principal principal) {
        return new Entitlements(principal.arn(), List.of(), null, Map.of());
    }

    static Verdict evaluate(List<PolicyDocument> documents, RequestContext request) {
        Verdict verdict = Verdict.NONE;
        for (PolicyDocument document : documents) {
            verdict = verdict.or(document.evaluate(request));
            if (verdict == Verdict.DENY) {
                return verdict;
            }
        }
        return verdict;
    }
}
