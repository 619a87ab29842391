package dev.labctl.localcloud.identity;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A policy document, checked and compiled.
 *
 * <p>Parsing follows the policy grammar strictly: what AWS refuses is refused with its words. Compiled documents hold no
 * state and may be shared.
 */
public final class PolicyDocument {
    private final List<Statement> statements;
    private final boolean isCurrent;

    PolicyDocument(List<Statement> statements, boolean isCurrent) {
        this.statements = List.copyOf(statements);
        this.isCurrent = isCurrent;
    }

    /**
     * Parses a document.
     *
     * @throws MalformedPolicyException when AWS would refuse it
     */
    public static PolicyDocument parse(String json, PolicyKind kind) {
        return new PolicyParser(kind).parse(json);
    }

    /** Whether it says to be of the current version of the language, as managed policies must. */
    public boolean isCurrent() {
        return isCurrent;
    }

    /** Whether a statement lets everybody in without a condition, as S3 asks to judge whether a policy is public. */
    public boolean isPublic() {
        return statements.stream()
                .anyMatch(statement -> !statement.isDeny()
                        && statement.principal() != null
                        && statement.principal().isEveryone()
                                != statement.principal().isNot()
                        && statement.conditions().stream().noneMatch(PolicyDocument::narrows));
    }

    /** The condition keys that tie a grant to fixed callers ("The meaning of public" in the S3 user guide). */
    private static boolean narrows(Condition condition) {
        return Set.of(
                        "aws:sourcearn",
                        "aws:sourceaccount",
                        "aws:principalarn",
                        "aws:principalaccount",
                        "aws:principalorgid",
                        "aws:sourcevpc",
                        "aws:sourcevpce",
                        "aws:sourceip",
                        "aws:userid",
                        "aws:username",
                        "s3:dataaccesspointarn",
                        "s3:dataaccesspointaccount")
                .contains(condition.key());
    }

    /** The account ids, ARNs and unique ids that {@code Principal} elements name. */
    public Set<String> awsPrincipals() {
        Set<String> named = new LinkedHashSet<>();
        for (Statement statement : statements) {
            PrincipalElement principal = statement.principal();
            if (principal != null) {
                named.addAll(principal.aws());
            }
        }
        return named;
    }

    /** The condition keys that the document reads, in lower case. */
    Collection<String> conditionKeys() {
        Set<String> keys = new TreeSet<>();
        statements.forEach(statement -> statement.conditions().forEach(condition -> keys.add(condition.key())));
        return keys;
    }

    Verdict evaluate(RequestContext request) {
        Verdict verdict = Verdict.NONE;
        for (Statement statement : statements) {
            verdict = verdict.or(statement.evaluate(request));
            if (verdict == Verdict.DENY) {
                return verdict;
            }
        }
        return verdict;
    }
}
