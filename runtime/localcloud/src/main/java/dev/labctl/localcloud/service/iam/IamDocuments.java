package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.identity.IdentityStore;
import dev.labctl.localcloud.identity.MalformedPolicyException;
import dev.labctl.localcloud.identity.PolicyDocument;
import dev.labctl.localcloud.identity.PolicyKind;
import dev.labctl.localcloud.identity.Role;
import dev.labctl.localcloud.identity.User;
import java.util.Collection;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/** Policy documents as IAM takes them and gives them back. */
final class IamDocuments {
    static final int MOST_IN_MANAGED_POLICY = 6_144;
    private static final int MOST_IN_TRUST_POLICY = 2_048;

    private IamDocuments() {}

    /** Documents come back percent-encoded (RFC 3986), also in answers. */
    static String encoded(String document) {
        return SdkHttpUtils.urlEncode(document);
    }

    /** An identity policy that parses. */
    static String identityPolicy(@Nullable String document) {
        return parsed(document, "policyDocument", PolicyKind.IDENTITY);
    }

    /** A managed policy's document: one that parses, is of the current version of the language and not too long. */
    static String managedPolicy(@Nullable String document) {
        String checked = identityPolicy(document);
        if (!PolicyDocument.parse(checked, PolicyKind.IDENTITY).isCurrent()) {
            throw IamErrors.malformed("Policy document must be version 2012-10-17 or greater.");
        }
        if (size(checked) > MOST_IN_MANAGED_POLICY) {
            throw IamErrors.limitExceeded("Cannot exceed quota for PolicySize: " + MOST_IN_MANAGED_POLICY);
        }
        return checked;
    }

    /** A trust policy that parses, is not too long, and whose users and roles in this account exist. */
    static String trustPolicy(@Nullable String document, IdentityStore identities) {
        String checked = parsed(document, "assumeRolePolicyDocument", PolicyKind.TRUST);
        if (size(checked) > MOST_IN_TRUST_POLICY) {
            throw IamErrors.limitExceeded("Cannot exceed quota for ACLSizePerRole: " + MOST_IN_TRUST_POLICY);
        }
        for (String principal : PolicyDocument.parse(checked, PolicyKind.TRUST).awsPrincipals()) {
            if (!mayExist(principal, identities)) {
                throw IamErrors.malformed("Invalid principal in policy: \"AWS\":\"" + principal + "\"");
            }
        }
        return checked;
    }

    private static boolean mayExist(String principal, IdentityStore identities) {
        String account = "arn:aws:iam::" + identities.accountId() + ":";
        if (principal.startsWith(account + "role/")) {
            return identities.roleByArn(principal).isPresent();
        }
        if (principal.startsWith(account + "user/")) {
            return identities
                    .users()
                    .get(principal.substring(principal.lastIndexOf('/') + 1))
                    .filter(user -> user.arn(identities.accountId()).equals(principal))
                    .isPresent();
        }
        if (principal.startsWith("AROA")) {
            return any(identities.roles().values().map(Role::id).toList(), principal::startsWith);
        }
        if (principal.startsWith("AIDA")) {
            return any(identities.users().values().map(User::id).toList(), principal::equals);
        }
        return true;
    }

    private static boolean any(Collection<String> ids, Predicate<String> test) {
        return ids.stream().anyMatch(test);
    }

    private static String parsed(@Nullable String document, String member, PolicyKind kind) {
        String text = IamValidation.required(document, member);
        try {
            PolicyDocument.parse(text, kind);
            return text;
        } catch (MalformedPolicyException e) {
            throw IamErrors.malformed(e.message());
        }
    }

    /**
     * Refuses inline policies that are too long together.
     *
     * @param kind as in "Maximum policy size of 10240 bytes exceeded for role worker"
     */
    static void checkInlineSize(Collection<String> documents, int most, String kind, String name) {
        int total = documents.stream().mapToInt(IamDocuments::size).sum();
        if (total > most) {
            throw IamErrors.limitExceeded(
                    "Maximum policy size of " + most + " bytes exceeded for " + kind + " " + name);
        }
    }

    /** IAM does not count white space. */
    private static int size(String document) {
        return (int) document.chars().filter(c -> !Character.isWhitespace(c)).count();
    }
}
