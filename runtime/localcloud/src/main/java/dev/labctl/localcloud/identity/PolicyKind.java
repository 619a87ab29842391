package dev.labctl.localcloud.identity;

/** What a policy is attached to, which decides what it must and must not say. */
public enum PolicyKind {
    /** A policy of a user, group or role, a permissions boundary, or a session policy. */
    IDENTITY,
    /** A policy of a resource, for instance a bucket. */
    RESOURCE,
    /** A role's trust policy: who may assume it. */
    TRUST;

    /**
     * A refusal. AWS tells of an identity policy only that its syntax is wrong, of other policies also what.
     *
     * @param detail what is wrong
     */
    MalformedPolicyException syntax(String detail) {
        return new MalformedPolicyException(this == IDENTITY ? "Syntax errors in policy." : detail);
    }
}
