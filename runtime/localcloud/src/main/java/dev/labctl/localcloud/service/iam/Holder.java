package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.identity.Grants;
import dev.labctl.localcloud.identity.Group;
import dev.labctl.localcloud.identity.Role;
import dev.labctl.localcloud.identity.User;
import org.jspecify.annotations.Nullable;

/** What policies can be put on. The same operations exist for each, under other names. */
enum Holder {
    USER("user", 2_048, "PoliciesPerUser") {
        @Override
        Grants grants(IamContext iam, @Nullable String name) {
            return iam.user(name).grants();
        }

        @Override
        void put(IamContext iam, String name, Grants grants) {
            User user = iam.user(name);
            iam.identities().users().put(name, user.withGrants(grants));
        }
    },
    GROUP("group", 5_120, "PoliciesPerGroup") {
        @Override
        Grants grants(IamContext iam, @Nullable String name) {
            return iam.group(name).grants();
        }

        @Override
        void put(IamContext iam, String name, Grants grants) {
            Group group = iam.group(name);
            iam.identities().groups().put(name, group.withGrants(grants));
        }
    },
    ROLE("role", 10_240, "PoliciesPerRole") {
        @Override
        Grants grants(IamContext iam, @Nullable String name) {
            return iam.role(name).grants();
        }

        @Override
        void put(IamContext iam, String name, Grants grants) {
            Role role = iam.role(name);
            ServiceLinkedRoles.requireUnlinked(role);
            iam.identities().roles().put(name, role.withGrants(grants));
        }
    };

    private final String word;
    private final int mostInline;
    private final String quota;

    Holder(String word, int mostInline, String quota) {
        this.word = word;
        this.mostInline = mostInline;
        this.quota = quota;
    }

    /** {@code user}, {@code group} or {@code role}. */
    String word() {
        return word;
    }

    /** How many characters all inline policies may have together. */
    int mostInline() {
        return mostInline;
    }

    /** The quota for attached policies, as IAM names it. */
    String quota() {
        return quota;
    }

    /** The policies of the one with this name. */
    abstract Grants grants(IamContext iam, @Nullable String name);

    abstract void put(IamContext iam, String name, Grants grants);
}
