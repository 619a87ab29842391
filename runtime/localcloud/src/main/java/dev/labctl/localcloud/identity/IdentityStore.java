package dev.labctl.localcloud.identity;

import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import dev.labctl.localcloud.time.CloudClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Users, groups, roles, instance profiles, managed policies, access keys and temporary credentials: what iam and sts
 * manage, and what every request is verified and authorized with.
 *
 * <p>IAM is global: nothing here is keyed by region. What requests need again and again (credentials, compiled policies)
 * is kept in memory and dropped whenever anything changes, so a change is in force for the next request.
 */
public final class IdentityStore {
    /** The IAM user made at the first start, with AdministratorAccess and one access key. */
    public static final String ADMINISTRATOR = "labctl";

    private static final int MOST_KEPT = 10_000;
    private static final Duration KEPT_AFTER_END = Duration.ofDays(1);
    private static final Clock SYSTEM = Clock.systemUTC();

    private final Store store;
    private final CloudClock clock;
    private final String accountId;
    private final Table<User> users;
    private final Table<Group> groups;
    private final Table<Role> roles;
    private final Table<InstanceProfile> instanceProfiles;
    private final Table<ManagedPolicy> customerPolicies;
    private final Table<AccessKey> accessKeys;
    private final Table<Credential> temporaryCredentials;
    private final ReentrantLock changing = new ReentrantLock();
    private final PolicyCache compiled = new PolicyCache();
    private volatile Map<String, Credential> credentials = new ConcurrentHashMap<>();
    private volatile Map<String, Entitlements> entitlements = new ConcurrentHashMap<>();

    /** Opens the account's identities, and makes its {@link #ADMINISTRATOR} when there are none yet. */
    public IdentityStore(Store store, CloudClock clock, String accountId) {
        this.store = store;
        this.clock = clock;
        this.accountId = accountId;
        this.users = store.table("iam.users", Codec.json(User.class));
        this.groups = store.table("iam.groups", Codec.json(Group.class));
        this.roles = store.table("iam.roles", Codec.json(Role.class));
        this.instanceProfiles = store.table("iam.instance-profiles", Codec.json(InstanceProfile.class));
        this.customerPolicies = store.table("iam.policies", Codec.json(ManagedPolicy.class));
        this.accessKeys = store.table("iam.access-keys", Codec.json(AccessKey.class));
        this.temporaryCredentials = store.table("sts.credentials", Codec.json(Credential.class));
        makeAdministrator();
        forgetEndedCredentials();
    }

    /** Users by name. */
    public Table<User> users() {
        return users;
    }

    /** Groups by name. */
    public Table<Group> groups() {
        return groups;
    }

    /** Roles by name. */
    public Table<Role> roles() {
        return roles;
    }

    /** Instance profiles by name. */
    public Table<InstanceProfile> instanceProfiles() {
        return instanceProfiles;
    }

    /** The account's own managed policies by ARN. */
    public Table<ManagedPolicy> customerPolicies() {
        return customerPolicies;
    }

    /** Lasting access keys by id. */
    public Table<AccessKey> accessKeys() {
        return accessKeys;
    }

    public String accountId() {
        return accountId;
    }

    /** The managed policy with this ARN, the account's own or AWS's. */
    public Optional<ManagedPolicy> managedPolicy(String arn) {
        return customerPolicies.get(arn).or(() -> AwsManagedPolicies.find(arn));
    }

    /** The role with this ARN; its path must be right, too. */
    public Optional<Role> roleByArn(String arn) {
        return roles.get(arn.substring(arn.lastIndexOf('/') + 1))
                .filter(role -> role.arn(accountId).equals(arn));
    }

    /** The trust policy of the role with this ARN. */
    Optional<String> trustPolicy(String roleArn) {
        return roleByArn(roleArn).map(Role::trustPolicy);
    }

    /**
     * Runs a change of the tables as one atomic step, alone: what it checks still holds when it writes. It is in force
     * for the next request.
     */
    public <T> T change(Supplier<T> body) {
        changing.lock();
        try {
            return store.write(body);
        } finally {
            credentials = new ConcurrentHashMap<>();
            entitlements = new ConcurrentHashMap<>();
            changing.unlock();
        }
    }

    /** Runs a change of the tables as one atomic step, alone. */
    public void change(Runnable body) {
        change(() -> {
            body.run();
            return Boolean.TRUE;
        });
    }

    /**
     * The credential with this access key id; empty when there is none, when its key is inactive, or when the user or role
     * behind it is gone. An ended one is given, for a day, so that the answer can be {@code ExpiredToken}: see {@link
     * Credential#isExpired}.
     */
    public Optional<Credential> credential(String accessKeyId) {
        Map<String, Credential> known = credentials;
        Credential hit = known.get(accessKeyId);
        if (hit != null) {
            return Optional.of(hit);
        }
        Optional<Credential> found = load(accessKeyId);
        found.ifPresent(credential -> known.put(accessKeyId, credential));
        return found;
    }

    private Optional<Credential> load(String accessKeyId) {
        Optional<AccessKey> lasting = accessKeys.get(accessKeyId);
        if (lasting.isPresent()) {
            return lasting.filter(AccessKey::isActive)
                    .flatMap(key -> users.get(key.user()).map(user -> credential(key, user)));
        }
        return temporaryCredentials.get(accessKeyId).filter(credential -> exists(credential.principal()));
    }

    private Credential credential(AccessKey key, User user) {
        Principal principal = new Principal(Principal.Type.USER, user.arn(accountId), user.id());
        return new Credential(key.id(), key.secret(), null, null, false, principal);
    }

    /** Whether the user or role is still the one the credentials were issued for. */
    private boolean exists(Principal principal) {
        return switch (principal.type()) {
            case USER ->
                users.get(principal.name())
                        .filter(user -> user.id().equals(principal.id()))
                        .isPresent();
            case ASSUMED_ROLE ->
                roles.get(principal.name())
                        .filter(role -> principal.id().startsWith(role.id() + ":"))
                        .isPresent();
            case ROOT -> true;
            case SERVICE, ANONYMOUS -> false;
        };
    }

    /** The compiled policies of a user or role; of other principals, and of those that are gone, none. */
    Entitlements entitlements(Principal principal) {
        Map<String, Entitlements> known = entitlements;
        Entitlements hit = known.get(principal.id());
        if (hit != null) {
            return hit;
        }
        Entitlements loaded =
                switch (principal.type()) {
                    case USER ->
                        users.get(principal.name())
                                .filter(user -> user.id().equals(principal.id()))
                                .map(this::entitlementsOf)
                                .orElseGet(() -> Entitlements.none(principal));
                    case ASSUMED_ROLE ->
                        roles.get(principal.name())
                                .filter(role -> principal.id().startsWith(role.id() + ":"))
                                .map(this::entitlementsOf)
                                .orElseGet(() -> Entitlements.none(principal));
                    case ROOT, SERVICE, ANONYMOUS -> Entitlements.none(principal);
                };
        if (known.size() >= MOST_KEPT) {
            known.clear();
        }
        known.put(principal.id(), loaded);
        return loaded;
    }

    private Entitlements entitlementsOf(User user) {
        List<PolicyDocument> policies = new ArrayList<>(documents(user.grants()));
        for (String group : user.groups()) {
            groups.get(group).ifPresent(found -> policies.addAll(documents(found.grants())));
        }
        return new Entitlements(user.arn(accountId), policies, boundary(user.grants()), user.tags());
    }

    private Entitlements entitlementsOf(Role role) {
        Grants grants = role.grants();
        return new Entitlements(role.arn(accountId), documents(grants), boundary(grants), role.tags());
    }

    private List<PolicyDocument> documents(Grants grants) {
        Stream<String> managed = grants.attached().stream().map(this::managedDocument);
        return Stream.concat(grants.inline().values().stream(), managed)
                .map(document -> compiled.get(document, PolicyKind.IDENTITY))
                .toList();
    }

    private @Nullable PolicyDocument boundary(Grants grants) {
        String arn = grants.boundary();
        return arn == null ? null : compiled.get(managedDocument(arn), PolicyKind.IDENTITY);
    }

    private String managedDocument(String arn) {
        return managedPolicy(arn)
                .orElseThrow(() -> new IllegalStateException(arn + " is attached but does not exist"))
                .document();
    }

    /**
     * Issues temporary credentials for a principal.
     *
     * @param principal who will sign with them, with its session
     * @param duration how long they last, by the cloud's clock
     */
    public Credential issue(Principal principal, Duration duration) {
        return issue(principal, clock.instant().plus(duration), false);
    }

    /**
     * Issues temporary credentials for a program that renews them by the clock of this machine, however far the cloud's is
     * ahead.
     *
     * @param principal who will sign with them, with its session
     * @param duration how long they last, by system time
     */
    public Credential issueBySystemTime(Principal principal, Duration duration) {
        return issue(principal, SYSTEM.instant().plus(duration), true);
    }

    private Credential issue(Principal principal, Instant expiration, boolean isBySystemTime) {
        Credential issued = new Credential(
                UniqueIds.accessKey("ASIA"),
                UniqueIds.secret(),
                UniqueIds.sessionToken(),
                expiration,
                isBySystemTime,
                principal);
        store.write(() -> temporaryCredentials.put(issued.accessKeyId(), issued));
        return issued;
    }

    /** The {@link #ADMINISTRATOR}'s oldest active access key, which {@code labctl local env} hands out. */
    public Optional<Credential> administrator() {
        return accessKeys
                .values()
                .filter(key -> key.user().equals(ADMINISTRATOR) && key.isActive())
                .min(Comparator.comparing(AccessKey::created))
                .flatMap(key -> credential(key.id()));
    }

    private void makeAdministrator() {
        if (users.size() > 0) {
            return;
        }
        Instant now = clock.instant();
        Grants grants = Grants.NONE.withAttached("arn:aws:iam::aws:policy/AdministratorAccess");
        User user = new User(ADMINISTRATOR, "/", UniqueIds.entity("AIDA"), now, grants, List.of(), Map.of());
        AccessKey key = new AccessKey(UniqueIds.accessKey("AKIA"), UniqueIds.secret(), ADMINISTRATOR, true, now);
        change(() -> {
            users.put(user.name(), user);
            accessKeys.put(key.id(), key);
        });
        store.awaitDurable();
    }

    private void forgetEndedCredentials() {
        Clock cloudClock = Clock.offset(clock, KEPT_AFTER_END.negated());
        Clock systemClock = Clock.offset(SYSTEM, KEPT_AFTER_END.negated());
        List<String> ended = temporaryCredentials
                .entries()
                .filter(entry -> entry.getValue().isExpired(cloudClock, systemClock))
                .map(Map.Entry::getKey)
                .toList();
        store.write(() -> ended.forEach(temporaryCredentials::remove));
    }
}
