package dev.labctl.localcloud.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.time.CloudClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** "Policy evaluation logic" of the IAM user guide, for requests within one account. */
final class PolicyAuthorizerTest {
    private static final String ACCOUNT = "123456789012";
    private static final String OBJECT = "arn:aws:s3:::bucket/key";
    private static final Access READ = Access.to("s3:GetObject", OBJECT);
    private static final String USER = "arn:aws:iam::123456789012:user/ann";
    private static final String ROLE = "arn:aws:iam::123456789012:role/team/worker";
    private static final String SESSION = "arn:aws:sts::123456789012:assumed-role/worker/run";

    @TempDir
    private Path directory;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private Store store;
    private CloudClock clock;
    private IdentityStore identities;
    private @Nullable String bucketPolicy;
    private PolicyAuthorizer authorizer;

    @BeforeEach
    void open() {
        store = Store.open(directory.resolve("state"));
        clock = new CloudClock(store, executor);
        identities = new IdentityStore(store, clock, ACCOUNT);
        authorizer = new PolicyAuthorizer(identities, arn -> Optional.ofNullable(bucketPolicy), clock);
    }

    @AfterEach
    void close() {
        clock.close();
        store.close();
        executor.shutdownNow();
    }

    private static @Nullable String policy(String effect) {
        return switch (effect) {
            case "allow" -> statement("Allow", "");
            case "deny" -> statement("Deny", "");
            case "other" -> statement("Allow", "").replace("s3:GetObject", "s3:PutObject");
            default -> null;
        };
    }

    private static String statement(String effect, String principal) {
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"%s",%s"Action":"s3:GetObject","Resource":"*"}]}""".formatted(effect, principal);
    }

    /** A bucket policy from {@code "allow user"}, {@code "deny *"} and the like. */
    private static @Nullable String resourcePolicy(String words) {
        if (words.equals("-")) {
            return null;
        }
        String[] parts = words.split(" ", 2);
        String principal =
                switch (parts[1]) {
                    case "*" -> "\"*\"";
                    case "service" -> "{\"Service\":\"lambda.amazonaws.com\"}";
                    case "account" -> "{\"AWS\":\"123456789012\"}";
                    case "user" -> "{\"AWS\":\"" + USER + "\"}";
                    case "role" -> "{\"AWS\":\"" + ROLE + "\"}";
                    case "session" -> "{\"AWS\":\"" + SESSION + "\"}";
                    default -> throw new IllegalArgumentException(words);
                };
        return statement(parts[0].equals("deny") ? "Deny" : "Allow", "\"Principal\":" + principal + ",");
    }

    private Grants grants(@Nullable String inline, @Nullable String boundary) {
        Grants grants = inline == null ? Grants.NONE : Grants.NONE.withInline("own", inline);
        if (boundary == null) {
            return grants;
        }
        String arn = "arn:aws:iam::123456789012:policy/limit";
        Instant now = clock.instant();
        ManagedPolicy limit = new ManagedPolicy(
                arn,
                "limit",
                "/",
                "ANPALIMIT",
                now,
                now,
                null,
                List.of(new ManagedPolicy.Version("v1", boundary, now)),
                "v1",
                Map.of());
        identities.change(() -> identities.customerPolicies().put(arn, limit));
        return grants.withBoundary(arn);
    }

    private Principal user(@Nullable String inline, @Nullable String boundary) {
        User ann = new User("ann", "/", "AIDAANN", clock.instant(), grants(inline, boundary), List.of(), Map.of());
        identities.change(() -> identities.users().put("ann", ann));
        return new Principal(Principal.Type.USER, USER, "AIDAANN");
    }

    private Principal session(@Nullable String inline, @Nullable String boundary, @Nullable String sessionPolicy) {
        Role worker = new Role(
                "worker",
                "/team/",
                "AROAWORKER",
                clock.instant(),
                "{}",
                null,
                3600,
                grants(inline, boundary),
                Map.of());
        identities.change(() -> identities.roles().put("worker", worker));
        List<String> policies = sessionPolicy == null ? List.of() : List.of(sessionPolicy);
        return new Principal(
                Principal.Type.ASSUMED_ROLE,
                SESSION,
                "AROAWORKER:run",
                new Principal.Session(policies, Map.of(), List.of(), null, clock.instant()));
    }

    private String decide(Principal principal) {
        Authorizer.Decision decision = authorizer.decide(principal, READ, Map.of());
        return decision.isAllowed() ? "allowed" : decision.reason();
    }

    /** Identity policy, permissions boundary, resource policy, and the decision on a user's request. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    -     | -     | -             | because no identity-based policy allows the s3:GetObject action
                    other | -     | -             | because no identity-based policy allows the s3:GetObject action
                    allow | -     | -             | allowed
                    deny  | -     | -             | with an explicit deny in an identity-based policy
                    -     | -     | allow user    | allowed
                    -     | -     | allow *       | allowed
                    -     | -     | allow account | because no identity-based policy allows the s3:GetObject action
                    allow | -     | allow account | allowed
                    -     | -     | allow role    | because no identity-based policy allows the s3:GetObject action
                    -     | -     | allow service | because no identity-based policy allows the s3:GetObject action
                    deny  | -     | allow user    | with an explicit deny in an identity-based policy
                    allow | -     | deny *        | with an explicit deny in a resource-based policy
                    allow | -     | deny account  | with an explicit deny in a resource-based policy
                    allow | -     | deny user     | with an explicit deny in a resource-based policy
                    allow | -     | deny role     | allowed
                    allow | allow | -             | allowed
                    allow | other | -             | because no permissions boundary allows the s3:GetObject action
                    -     | allow | -             | because no identity-based policy allows the s3:GetObject action
                    allow | deny  | -             | with an explicit deny in a permissions boundary
                    -     | other | allow user    | allowed
                    -     | deny  | allow user    | with an explicit deny in a permissions boundary
                    """)
    void aUsersRequestIsDecidedAsDocumented(String identity, String boundary, String resource, String expected) {
        bucketPolicy = resourcePolicy(resource);
        assertThat(decide(user(policy(identity), policy(boundary)))).isEqualTo(expected);
    }

    /** Identity policy, permissions boundary, session policy, resource policy, and the decision on a session's request. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    allow | -     | -     | -             | allowed
                    -     | -     | -     | -             | because no identity-based policy allows the s3:GetObject action
                    allow | -     | allow | -             | allowed
                    allow | -     | other | -             | because no session policy allows the s3:GetObject action
                    allow | -     | deny  | -             | with an explicit deny in a session policy
                    -     | -     | allow | -             | because no identity-based policy allows the s3:GetObject action
                    allow | other | allow | -             | because no permissions boundary allows the s3:GetObject action
                    -     | -     | -     | allow role    | allowed
                    -     | other | -     | allow role    | because no permissions boundary allows the s3:GetObject action
                    -     | -     | other | allow role    | because no session policy allows the s3:GetObject action
                    -     | allow | allow | allow role    | allowed
                    -     | other | other | allow session | allowed
                    -     | -     | other | allow *       | allowed
                    -     | -     | -     | allow account | because no identity-based policy allows the s3:GetObject action
                    allow | -     | -     | deny role     | with an explicit deny in a resource-based policy
                    allow | -     | -     | deny session  | with an explicit deny in a resource-based policy
                    deny  | -     | -     | allow session | with an explicit deny in an identity-based policy
                    """)
    void aSessionsRequestIsDecidedAsDocumented(
            String identity, String boundary, String session, String resource, String expected) {
        bucketPolicy = resourcePolicy(resource);
        assertThat(decide(session(policy(identity), policy(boundary), policy(session))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    -             | because no resource-based policy allows the s3:GetObject action
                    allow service | allowed
                    allow *       | allowed
                    allow account | because no resource-based policy allows the s3:GetObject action
                    deny service  | with an explicit deny in a resource-based policy
                    """)
    void aServiceNeedsAResourcePolicy(String resource, String expected) {
        bucketPolicy = resourcePolicy(resource);
        assertThat(decide(Principal.service("lambda.amazonaws.com"))).isEqualTo(expected);
        assertThat(decide(Principal.service("lambda.us-east-1.amazonaws.com"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    -             | because no resource-based policy allows the s3:GetObject action
                    allow service | because no resource-based policy allows the s3:GetObject action
                    allow *       | allowed
                    """)
    void nobodyInParticularMayOnlyWhatEverybodyMay(String resource, String expected) {
        bucketPolicy = resourcePolicy(resource);
        assertThat(decide(Principal.ANONYMOUS)).isEqualTo(expected);
    }

    @Test
    void rootMayAllThatNoResourcePolicyDenies() {
        assertThat(decide(Principal.root(ACCOUNT))).isEqualTo("allowed");
        bucketPolicy = resourcePolicy("deny *");
        assertThat(decide(Principal.root(ACCOUNT))).isEqualTo("with an explicit deny in a resource-based policy");
    }

    @Test
    void notPrincipalSparesOnlyCallersAllOfWhoseNamesItLists() {
        Principal session = session(policy("allow"), null, null);
        String deny = "\"NotPrincipal\":{\"AWS\":[%s]},";
        bucketPolicy = statement("Deny", deny.formatted("\"" + ROLE + "\""));
        assertThat(decide(session)).isEqualTo("with an explicit deny in a resource-based policy");
        bucketPolicy = statement(
                "Deny", deny.formatted("\"" + ROLE + "\",\"" + SESSION + "\",\"arn:aws:iam::123456789012:root\""));
        assertThat(decide(session)).isEqualTo("allowed");
    }

    @Test
    void groupsGiveTheirMembersWhatTheyMay() {
        Principal ann = user(null, null);
        assertThat(decide(ann)).startsWith("because no identity-based policy");
        identities.change(() -> {
            Grants grants = Grants.NONE.withAttached("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess");
            identities.groups().put("readers", new Group("readers", "/", "AGPAREADERS", clock.instant(), grants));
            User user = identities.users().get("ann").orElseThrow();
            identities.users().put("ann", user.withGroups(List.of("readers")));
        });
        assertThat(decide(ann)).isEqualTo("allowed");
    }

    @Test
    void aChangeIsInForceForTheNextRequest() {
        Principal ann = user(policy("allow"), null);
        assertThat(decide(ann)).isEqualTo("allowed");
        user(policy("deny"), null);
        assertThat(decide(ann)).isEqualTo("with an explicit deny in an identity-based policy");
        identities.change(() -> {
            identities.users().remove("ann");
        });
        assertThat(decide(ann)).startsWith("because no identity-based policy");
    }

    @Test
    void conditionsOfTheCallDecideToo() {
        bucketPolicy = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*",
                 "Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}""";
        Principal ann = user(policy("allow"), null);
        assertThat(decide(ann)).isEqualTo("allowed");
        assertThat(authorizer
                        .decide(ann, READ, Map.of("aws:SecureTransport", "false"))
                        .isAllowed())
                .isFalse();
    }
}
