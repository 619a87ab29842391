package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.identity.Grants;
import dev.labctl.localcloud.identity.Group;
import dev.labctl.localcloud.identity.IdentityStore;
import dev.labctl.localcloud.identity.InstanceProfile;
import dev.labctl.localcloud.identity.ManagedPolicy;
import dev.labctl.localcloud.identity.Principal;
import dev.labctl.localcloud.identity.Role;
import dev.labctl.localcloud.identity.User;
import dev.labctl.localcloud.store.Table;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What all of IAM's operations share: finding identities, and the permissions needed on them. */
final class IamContext {
    private final IdentityStore identities;
    private final Clock clock;
    private final IamShapes shapes;

    IamContext(IdentityStore identities, Clock clock) {
        this.identities = identities;
        this.clock = clock;
        this.shapes = new IamShapes(identities);
    }

    IdentityStore identities() {
        return identities;
    }

    IamShapes shapes() {
        return shapes;
    }

    Instant now() {
        return clock.instant();
    }

    /** The ARN of something in this account, for instance {@code arn("role/", "worker")}. */
    String arn(String path, String name) {
        return "arn:aws:iam::" + identities.accountId() + ":" + path + name;
    }

    User user(@Nullable String name) {
        String given = IamValidation.name(name, "userName", 128);
        return identities.users().get(given).orElseThrow(() -> IamErrors.notFound("user", given));
    }

    /** The named user, or the caller where no name was given. */
    User userOrCaller(@Nullable String name, Call call) {
        if (name != null) {
            return user(name);
        }
        Principal caller = call.caller().principal();
        if (caller.type() != Principal.Type.USER) {
            throw IamErrors.invalid("Must specify userName when calling with non-User credentials");
        }
        return user(caller.name());
    }

    Group group(@Nullable String name) {
        String given = IamValidation.name(name, "groupName", 128);
        return identities.groups().get(given).orElseThrow(() -> IamErrors.notFound("group", given));
    }

    Role role(@Nullable String name) {
        String given = IamValidation.name(name, "roleName", 64);
        return identities.roles().get(given).orElseThrow(() -> IamErrors.notFound("role", given));
    }

    InstanceProfile profile(@Nullable String name) {
        String given = IamValidation.name(name, "instanceProfileName", 128);
        return identities.instanceProfiles().get(given).orElseThrow(() -> IamErrors.profileNotFound(given));
    }

    ManagedPolicy policy(@Nullable String arn) {
        return identities.managedPolicy(arnOf(arn)).orElseThrow(() -> IamErrors.policyNotFound(arnOf(arn)));
    }

    /** A managed policy to attach. */
    ManagedPolicy attachable(@Nullable String arn) {
        return identities.managedPolicy(arnOf(arn)).orElseThrow(() -> IamErrors.notAttachable(arnOf(arn)));
    }

    /** A managed policy of the account's own, which may be changed. */
    ManagedPolicy ownPolicy(@Nullable String arn) {
        ManagedPolicy policy = policy(arn);
        if (policy.isAwsManaged()) {
            throw IamErrors.outsideAccount();
        }
        return policy;
    }

    private static String arnOf(@Nullable String arn) {
        if (arn == null || arn.length() < 20) {
            throw IamErrors.invalid("1 validation error detected: Value "
                    + (arn == null ? "null" : "'" + arn + "'")
                    + " at 'policyArn' failed to satisfy constraint: Member must "
                    + (arn == null ? "not be null" : "have length greater than or equal to 20"));
        }
        if (!arn.matches("arn:aws:iam::(\\d{12}|aws):policy/.+")) {
            throw IamErrors.invalidInput("ARN " + arn + " is not valid.");
        }
        return arn;
    }

    /** Names are unique whatever their case, though they keep it. */
    static <V> boolean isTaken(Table<V> table, String name) {
        return table.contains(name)
                || table.entries().anyMatch(entry -> entry.getKey().equalsIgnoreCase(name));
    }

    /** What has policies cannot be deleted. */
    static void requireNoPolicies(Grants grants) {
        if (!grants.attached().isEmpty()) {
            throw IamErrors.deleteConflict("Cannot delete entity, must detach all policies first.");
        }
        if (!grants.inline().isEmpty()) {
            throw IamErrors.deleteConflict("Cannot delete entity, must delete policies first.");
        }
    }

    <Q> AccessRule<Q> onUser(String action, Function<Q, @Nullable String> name) {
        return (request, call) -> {
            String given = name.apply(request);
            Principal caller = call.caller().principal();
            String user = given == null && caller.type() == Principal.Type.USER ? caller.name() : given;
            return List.of(identities
                    .users()
                    .get(String.valueOf(user))
                    .map(found -> tagged(action, found.arn(identities.accountId()), found.tags()))
                    .orElseGet(() -> Access.to(action, arn("user/", String.valueOf(user)))));
        };
    }

    <Q> AccessRule<Q> onGroup(String action, Function<Q, @Nullable String> name) {
        return (request, call) -> List.of(identities
                .groups()
                .get(String.valueOf(name.apply(request)))
                .map(found -> Access.to(action, found.arn(identities.accountId())))
                .orElseGet(() -> Access.to(action, arn("group/", String.valueOf(name.apply(request))))));
    }

    <Q> AccessRule<Q> onRole(String action, Function<Q, @Nullable String> name) {
        return (request, call) -> List.of(roleAccess(action, name.apply(request)));
    }

    /** One permission on a role, with its tags as condition keys. */
    Access roleAccess(String action, @Nullable String name) {
        return identities
                .roles()
                .get(String.valueOf(name))
                .map(found -> tagged(action, found.arn(identities.accountId()), found.tags()))
                .orElseGet(() -> Access.to(action, arn("role/", String.valueOf(name))));
    }

    <Q> AccessRule<Q> onProfile(String action, Function<Q, @Nullable String> name) {
        return (request, call) -> List.of(profileAccess(action, name.apply(request)));
    }

    /** One permission on an instance profile, with its tags as condition keys. */
    Access profileAccess(String action, @Nullable String name) {
        return identities
                .instanceProfiles()
                .get(String.valueOf(name))
                .map(found -> tagged(action, found.arn(identities.accountId()), found.tags()))
                .orElseGet(() -> Access.to(action, arn("instance-profile/", String.valueOf(name))));
    }

    <Q> AccessRule<Q> onPolicy(String action, Function<Q, @Nullable String> arn) {
        return (request, call) -> {
            String given = String.valueOf(arn.apply(request));
            Map<String, String> tags =
                    identities.managedPolicy(given).map(ManagedPolicy::tags).orElse(Map.of());
            return List.of(tagged(action, given, tags));
        };
    }

    private static Access tagged(String action, String arn, Map<String, String> tags) {
        Access access = Access.to(action, arn);
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            access = access.with("aws:ResourceTag/" + tag.getKey(), tag.getValue())
                    .with("iam:ResourceTag/" + tag.getKey(), tag.getValue());
        }
        return access;
    }
}
