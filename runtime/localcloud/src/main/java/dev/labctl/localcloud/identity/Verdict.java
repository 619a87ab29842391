package dev.labctl.localcloud.identity;

/** What a policy says about a request, from weakest to strongest: of several, the strongest counts. */
enum Verdict {
    /** Nothing: an implicit deny. */
    NONE,
    /** A resource's policy trusts the caller's account, which must itself allow the caller. */
    ALLOW_ACCOUNT,
    /** A resource's policy allows the role of the session; its boundary and session policies still limit it. */
    ALLOW_ROLE,
    /** Allowed. */
    ALLOW,
    /** Denied, whatever else is allowed. */
    DENY;

    Verdict or(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
