package dev.labctl.localcloud.service.sts;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.identity.Credential;
import dev.labctl.localcloud.identity.IdentityStore;
import dev.labctl.localcloud.identity.MalformedPolicyException;
import dev.labctl.localcloud.identity.ManagedPolicy;
import dev.labctl.localcloud.identity.PolicyDocument;
import dev.labctl.localcloud.identity.PolicyKind;
import dev.labctl.localcloud.identity.Principal;
import dev.labctl.localcloud.identity.Role;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumedRoleUser;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;
import software.amazon.awssdk.services.sts.model.Tag;

/** AssumeRole: who may take which role on is the authorizer's; here is how long, with which limits and tags. */
final class RoleAssumption {
    private static final Duration DEFAULT = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofHours(12);
    private static final Duration LONGEST_IN_CHAIN = Duration.ofHours(1);
    private static final int MOST_POLICY_CHARACTERS = 2_048;

    /** Assumes the roles of instances, whose programs know no clock but this machine's. */
    private static final String EC2 = "ec2.amazonaws.com";

    private final IdentityStore identities;
    private final Clock clock;

    RoleAssumption(IdentityStore identities, Clock clock) {
        this.identities = identities;
        this.clock = clock;
    }

    /** The permissions it needs: tags and a source identity have their own. */
    List<Access> access(AssumeRoleRequest request, Call call) {
        validate(request);
        if (call.caller().principal().type() == Principal.Type.ROOT) {
            throw AwsError.of(403, "AccessDenied", "Roles may not be assumed by root accounts.");
        }
        Access assume = decorate(Access.to("sts:AssumeRole", request.roleArn()), request);
        List<Access> all = new ArrayList<>(List.of(assume));
        if (request.hasTags() && !request.tags().isEmpty()) {
            all.add(decorate(Access.to("sts:TagSession", request.roleArn()), request));
        }
        if (request.sourceIdentity() != null) {
            all.add(decorate(Access.to("sts:SetSourceIdentity", request.roleArn()), request));
        }
        return all;
    }

    private static Access decorate(Access plain, AssumeRoleRequest request) {
        Access access = plain.with("sts:RoleSessionName", request.roleSessionName())
                .withRequestTags(tags(request))
                .with("sts:TransitiveTagKeys", request.transitiveTagKeys());
        if (request.externalId() != null) {
            access = access.with("sts:ExternalId", request.externalId());
        }
        if (request.sourceIdentity() != null) {
            access = access.with("sts:SourceIdentity", request.sourceIdentity());
        }
        return access;
    }

    private static void validate(AssumeRoleRequest request) {
        StsValidation.required(
                request.roleArn(),
                "roleArn",
                "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uFFFF]+",
                20,
                2048);
        StsValidation.required(request.roleSessionName(), "roleSessionName", "[\\w+=,.@-]*", 2, 64);
        if (!request.roleArn().matches("arn:aws:iam::\\d{12}:role/.+")) {
            throw AwsError.of(400, "ValidationError", request.roleArn() + " is invalid");
        }
    }

    AssumeRoleResponse assume(AssumeRoleRequest request, Call call) {
        Role role = identities
                .roleByArn(request.roleArn())
                .orElseThrow(() -> new IllegalStateException("authorized to assume no role: " + request.roleArn()));
        Principal caller = call.caller().principal();
        Duration duration = duration(request, role, caller);
        List<String> policies = sessionPolicies(request);
        String session = role.name() + "/" + request.roleSessionName();
        Principal principal = new Principal(
                Principal.Type.ASSUMED_ROLE,
                "arn:aws:sts::" + call.accountId() + ":assumed-role/" + session,
                role.id() + ":" + request.roleSessionName(),
                session(request, caller.session(), policies));
        Credential issued =
                caller.type() == Principal.Type.SERVICE && caller.id().equals(EC2)
                        ? identities.issueBySystemTime(principal, duration)
                        : identities.issue(principal, duration);
        return AssumeRoleResponse.builder()
                .credentials(StsService.credentials(issued))
                .assumedRoleUser(AssumedRoleUser.builder()
                        .arn(principal.arn())
                        .assumedRoleId(principal.id())
                        .build())
                .packedPolicySize(packedSize(policies, principal.session().tags()))
                .sourceIdentity(principal.session().sourceIdentity())
                .build();
    }

    private static Duration duration(AssumeRoleRequest request, Role role, Principal caller) {
        Duration duration = StsValidation.duration(request.durationSeconds(), DEFAULT, LONGEST);
        if (caller.type() == Principal.Type.ASSUMED_ROLE && duration.compareTo(LONGEST_IN_CHAIN) > 0) {
            throw AwsError.of(
                    400,
                    "ValidationError",
                    "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
        }
        if (duration.toSeconds() > role.maxSessionDuration()) {
            throw AwsError.of(
                    400,
                    "ValidationError",
                    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
        return duration;
    }

    private List<String> sessionPolicies(AssumeRoleRequest request) {
        List<String> documents = new ArrayList<>();
        if (request.policy() != null) {
            documents.add(inlinePolicy(request.policy()));
        }
        for (PolicyDescriptorType policy : request.policyArns()) {
            ManagedPolicy managed = identities
                    .managedPolicy(policy.arn())
                    .orElseThrow(() -> AwsError.of(
                            400,
                            "ValidationError",
                            "The specified policy ARN " + policy.arn() + " does not exist or is not attachable."));
            documents.add(managed.document());
        }
        return documents;
    }

    private static String inlinePolicy(String policy) {
        if (policy.length() > MOST_POLICY_CHARACTERS) {
            throw AwsError.of(
                    400,
                    "ValidationError",
                    "1 validation error detected: Value '" + policy + "' at 'policy' failed to satisfy constraint: "
                            + "Member must have length less than or equal to " + MOST_POLICY_CHARACTERS);
        }
        try {
            PolicyDocument.parse(policy, PolicyKind.IDENTITY);
            return policy;
        } catch (MalformedPolicyException e) {
            throw AwsError.of(400, "MalformedPolicyDocument", e.message());
        }
    }

    /** The new session inherits what the caller's session hands down: transitive tags and the source identity. */
    private Principal.Session session(AssumeRoleRequest request, Principal.Session previous, List<String> policies) {
        Map<String, String> tags = new LinkedHashMap<>(tags(request));
        for (String inherited : previous.transitiveTags()) {
            String value = previous.tags().get(inherited);
            if (value != null && tags.putIfAbsent(inherited, value) != null) {
                throw AwsError.of(
                        400,
                        "InvalidParameterValue",
                        "One of the specified transitive tag keys can't be set because it conflicts with a transitive "
                                + "tag key from the calling session.");
            }
        }
        Set<String> transitive = new LinkedHashSet<>(previous.transitiveTags());
        transitive.addAll(request.transitiveTagKeys());
        @Nullable
        String sourceIdentity =
                previous.sourceIdentity() == null ? request.sourceIdentity() : previous.sourceIdentity();
        return new Principal.Session(policies, tags, List.copyOf(transitive), sourceIdentity, clock.instant());
    }

    private static Map<String, String> tags(AssumeRoleRequest request) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (Tag tag : request.tags()) {
            tags.put(tag.key(), tag.value());
        }
        return tags;
    }

    /** The share of the space for policies and tags that is used, in percent; absent when there are none. */
    private static @Nullable Integer packedSize(List<String> policies, Map<String, String> tags) {
        int characters = policies.stream().mapToInt(String::length).sum()
                + tags.entrySet().stream()
                        .mapToInt(tag -> tag.getKey().length() + tag.getValue().length())
                        .sum();
        return characters == 0 ? null : Math.max(1, Math.min(100, characters * 100 / MOST_POLICY_CHARACTERS));
    }
}
