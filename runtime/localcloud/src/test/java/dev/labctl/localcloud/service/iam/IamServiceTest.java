package dev.labctl.localcloud.service.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.ContextKeyTypeEnum;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.sts.StsClient;

final class IamServiceTest {
    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},
             "Action":"sts:AssumeRole"}]}""";
    private static final String LIST_USERS = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*"}]}""";
    private static final String READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private IamClient iam;

    @BeforeEach
    void connect() {
        iam = cloud.client(IamClient.builder());
    }

    private static void assertRefused(ThrowingCallable call, int status, String code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AwsServiceException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
            assertThat(e.statusCode()).isEqualTo(status);
        });
    }

    @Test
    void aManagedPolicyMustBeOfTheCurrentVersionAndAnInlinePolicyNeedNot() {
        String old = LIST_USERS.replace("2012-10-17", "2008-10-17");
        iam.createRole(r -> r.roleName("worker").assumeRolePolicyDocument(TRUST));

        iam.putRolePolicy(r -> r.roleName("worker").policyName("own").policyDocument(old));
        assertRefused(
                () -> iam.createPolicy(r -> r.policyName("mine").policyDocument(old)),
                400,
                "MalformedPolicyDocument",
                "Policy document must be version 2012-10-17 or greater.");
    }

    @Test
    void aRoleIsTheSameInEveryRegionAndAfterARestart() {
        iam.createRole(r -> r.roleName("worker")
                .path("/team/")
                .description("works")
                .assumeRolePolicyDocument(TRUST)
                .tags(Tag.builder().key("Lab").value("one").build()));
        iam.putRolePolicy(r -> r.roleName("worker").policyName("own").policyDocument(LIST_USERS));
        iam.attachRolePolicy(r -> r.roleName("worker").policyArn(READ_ONLY));
        cloud.restart();
        IamClient elsewhere = cloud.client(IamClient.builder(), Region.EU_WEST_1);
        Role role = elsewhere.getRole(r -> r.roleName("worker")).role();
        assertThat(role.arn()).isEqualTo("arn:aws:iam::123456789012:role/team/worker");
        assertThat(role.roleId()).matches("AROA[A-Z2-7]{17}");
        assertThat(role.description()).isEqualTo("works");
        assertThat(role.maxSessionDuration()).isEqualTo(3_600);
        assertThat(URLDecoder.decode(role.assumeRolePolicyDocument(), StandardCharsets.UTF_8))
                .isEqualTo(TRUST);
        assertThat(role.tags()).extracting(Tag::value).containsExactly("one");
        assertThat(elsewhere.listRolePolicies(r -> r.roleName("worker")).policyNames())
                .containsExactly("own");
        assertThat(elsewhere.listAttachedRolePolicies(r -> r.roleName("worker")).attachedPolicies())
                .extracting(AttachedPolicy::policyName)
                .containsExactly("AmazonS3ReadOnlyAccess");
    }

    @Test
    void errorsAreThoseOfAws() {
        iam.createRole(r -> r.roleName("worker").assumeRolePolicyDocument(TRUST));
        assertRefused(
                () -> iam.createRole(r -> r.roleName("WORKER").assumeRolePolicyDocument(TRUST)),
                409,
                "EntityAlreadyExists",
                "Role with name WORKER already exists.");
        assertRefused(
                () -> iam.getRole(r -> r.roleName("nobody")),
                404,
                "NoSuchEntity",
                "The role with name nobody cannot be found.");
        assertRefused(
                () -> iam.getUser(r -> r.userName("nobody")),
                404,
                "NoSuchEntity",
                "The user with name nobody cannot be found.");
        assertRefused(
                () -> iam.getRolePolicy(r -> r.roleName("worker").policyName("none")),
                404,
                "NoSuchEntity",
                "The role policy with name none cannot be found.");
        assertRefused(
                () -> iam.attachRolePolicy(r -> r.roleName("worker").policyArn("arn:aws:iam::aws:policy/NoSuchPolicy")),
                404,
                "NoSuchEntity",
                "Policy arn:aws:iam::aws:policy/NoSuchPolicy does not exist or is not attachable.");
        assertRefused(
                () -> iam.createRole(r -> r.roleName("a b").assumeRolePolicyDocument(TRUST)),
                400,
                "ValidationError",
                "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the"
                        + " following: +=,.@_-");
        assertRefused(
                () -> iam.createRole(r -> r.roleName("other").assumeRolePolicyDocument("{")),
                400,
                "MalformedPolicyDocument",
                "This policy contains invalid Json");
        assertRefused(
                () -> iam.createRole(r -> r.roleName("other")
                        .assumeRolePolicyDocument(TRUST.replace(
                                "\"Service\":\"ec2.amazonaws.com\"",
                                "\"AWS\":\"arn:aws:iam::123456789012:role/nobody\""))),
                400,
                "MalformedPolicyDocument",
                "Invalid principal in policy: \"AWS\":\"arn:aws:iam::123456789012:role/nobody\"");
        assertRefused(
                () -> iam.putRolePolicy(
                        r -> r.roleName("worker").policyName("p").policyDocument("{\"Version\":\"2012-10-17\"}")),
                400,
                "MalformedPolicyDocument",
                "Syntax errors in policy.");
    }

    @Test
    void whatHasPoliciesOrProfilesIsNotDeleted() {
        iam.createRole(r -> r.roleName("worker").assumeRolePolicyDocument(TRUST));
        iam.createInstanceProfile(r -> r.instanceProfileName("profile"));
        iam.addRoleToInstanceProfile(r -> r.instanceProfileName("profile").roleName("worker"));
        iam.attachRolePolicy(r -> r.roleName("worker").policyArn(READ_ONLY));
        iam.putRolePolicy(r -> r.roleName("worker").policyName("own").policyDocument(LIST_USERS));
        String conflict = "DeleteConflict";
        assertRefused(
                () -> iam.deleteRole(r -> r.roleName("worker")),
                409,
                conflict,
                "Cannot delete entity, must remove roles from instance profile first.");
        iam.removeRoleFromInstanceProfile(r -> r.instanceProfileName("profile").roleName("worker"));
        assertRefused(
                () -> iam.deleteRole(r -> r.roleName("worker")),
                409,
                conflict,
                "Cannot delete entity, must detach all policies first.");
        iam.detachRolePolicy(r -> r.roleName("worker").policyArn(READ_ONLY));
        assertRefused(
                () -> iam.deleteRole(r -> r.roleName("worker")),
                409,
                conflict,
                "Cannot delete entity, must delete policies first.");
        iam.deleteRolePolicy(r -> r.roleName("worker").policyName("own"));
        iam.deleteRole(r -> r.roleName("worker"));
        assertThat(iam.listRoles().roles()).isEmpty();
    }

    @Test
    void listingsComeInPages() {
        IntStream.range(0, 5)
                .forEach(i -> iam.createRole(r -> r.roleName("role-" + i).assumeRolePolicyDocument(TRUST)));
        ListRolesResponse first = iam.listRoles(r -> r.maxItems(2));
        assertThat(first.isTruncated()).isTrue();
        assertThat(first.roles()).extracting(Role::roleName).containsExactly("role-0", "role-1");
        assertThat(iam.listRolesPaginator(r -> r.maxItems(2)).roles())
                .extracting(Role::roleName)
                .containsExactly("role-0", "role-1", "role-2", "role-3", "role-4");
    }

    @Test
    void managedPoliciesHaveUpToFiveVersions() {
        Policy policy = iam.createPolicy(r -> r.policyName("mine").policyDocument(LIST_USERS))
                .policy();
        assertThat(policy.arn()).isEqualTo("arn:aws:iam::123456789012:policy/mine");
        for (int i = 2; i <= 5; i++) {
            iam.createPolicyVersion(
                    r -> r.policyArn(policy.arn()).policyDocument(LIST_USERS).setAsDefault(true));
        }
        assertRefused(
                () -> iam.createPolicyVersion(r -> r.policyArn(policy.arn()).policyDocument(LIST_USERS)),
                409,
                "LimitExceeded",
                "A managed policy can have up to 5 versions. Before you create a new version, you must delete an"
                        + " existing version.");
        assertRefused(
                () -> iam.deletePolicyVersion(r -> r.policyArn(policy.arn()).versionId("v5")),
                409,
                "DeleteConflict",
                "Cannot delete the default version of a policy.");
        iam.deletePolicyVersion(r -> r.policyArn(policy.arn()).versionId("v1"));
        assertThat(iam.listPolicyVersions(r -> r.policyArn(policy.arn())).versions())
                .extracting(PolicyVersion::versionId)
                .containsExactly("v5", "v4", "v3", "v2");
        assertThat(iam.getPolicy(r -> r.policyArn(policy.arn())).policy().defaultVersionId())
                .isEqualTo("v5");
    }

    @Test
    void aUserDoesWhatItsPoliciesAllowUntilItsKeyIsGone() {
        iam.createUser(r -> r.userName("ann"));
        AccessKey key = iam.createAccessKey(r -> r.userName("ann")).accessKey();
        IamClient ann = cloud.client(
                IamClient.builder(),
                CloudFixture.REGION,
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
        assertRefused(
                ann::listUsers,
                403,
                "AccessDenied",
                "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: iam:ListUsers on resource:"
                        + " arn:aws:iam::123456789012:user/ because no identity-based policy allows the iam:ListUsers"
                        + " action");
        iam.putUserPolicy(r -> r.userName("ann").policyName("own").policyDocument(LIST_USERS));
        assertThat(ann.listUsers().users()).hasSize(2);
        iam.updateAccessKey(
                r -> r.userName("ann").accessKeyId(key.accessKeyId()).status("Inactive"));
        assertThatThrownBy(ann::listUsers).hasMessageContaining("security token included in the request is invalid");
        iam.updateAccessKey(
                r -> r.userName("ann").accessKeyId(key.accessKeyId()).status("Active"));
        assertThat(ann.listUsers().users()).hasSize(2);
        iam.deleteAccessKey(r -> r.userName("ann").accessKeyId(key.accessKeyId()));
        assertThatThrownBy(ann::listUsers).hasMessageContaining("security token included in the request is invalid");
    }

    @Test
    void theAdministratorsKeySurvivesARestart() {
        String before = cloud.cloud().adminCredentials().accessKeyId();
        cloud.restart();
        assertThat(cloud.cloud().adminCredentials().accessKeyId()).isEqualTo(before);
        assertThat(cloud.client(StsClient.builder()).getCallerIdentity().arn()).endsWith(":user/labctl");
    }

    @Test
    void onlyWhoMayPassARolePutsItIntoAProfile() {
        iam.createRole(r -> r.roleName("worker").assumeRolePolicyDocument(TRUST));
        iam.createInstanceProfile(r -> r.instanceProfileName("profile"));
        iam.createUser(r -> r.userName("ann"));
        iam.putUserPolicy(r -> r.userName("ann").policyName("own").policyDocument("""
                        {"Version":"2012-10-17","Statement":[
                         {"Effect":"Allow","Action":"iam:AddRoleToInstanceProfile","Resource":"*"},
                         {"Effect":"Allow","Action":"iam:PassRole","Resource":"*",
                          "Condition":{"StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}}}]}"""));
        AccessKey key = iam.createAccessKey(r -> r.userName("ann")).accessKey();
        IamClient ann = cloud.client(
                IamClient.builder(),
                CloudFixture.REGION,
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
        assertThatThrownBy(() -> ann.addRoleToInstanceProfile(
                        r -> r.instanceProfileName("profile").roleName("worker")))
                .hasMessageContaining("is not authorized to perform: iam:PassRole on resource:"
                        + " arn:aws:iam::123456789012:role/worker");
    }

    @Test
    void theSimulatorTellsWhatPoliciesDecide() {
        iam.createUser(r -> r.userName("ann"));
        iam.putUserPolicy(r -> r.userName("ann").policyName("own").policyDocument("""
                        {"Version":"2012-10-17","Statement":[
                         {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::open/*"},
                         {"Effect":"Deny","Action":"s3:*","Resource":"*",
                          "Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}}]}"""));
        SimulatePrincipalPolicyResponse plain =
                iam.simulatePrincipalPolicy(r -> r.policySourceArn("arn:aws:iam::123456789012:user/ann")
                        .actionNames("s3:GetObject", "s3:PutObject")
                        .resourceArns("arn:aws:s3:::open/k"));
        assertThat(plain.evaluationResults())
                .extracting(result -> result.evalDecision())
                .containsExactly(PolicyEvaluationDecisionType.ALLOWED, PolicyEvaluationDecisionType.IMPLICIT_DENY);
        assertThat(plain.evaluationResults().get(0).matchedStatements().get(0).sourcePolicyId())
                .isEqualTo("own");
        assertThat(plain.evaluationResults().get(0).missingContextValues()).containsExactly("aws:requestedregion");
        SimulatePrincipalPolicyResponse inEurope =
                iam.simulatePrincipalPolicy(r -> r.policySourceArn("arn:aws:iam::123456789012:user/ann")
                        .actionNames("s3:GetObject")
                        .resourceArns("arn:aws:s3:::open/k")
                        .contextEntries(ContextEntry.builder()
                                .contextKeyName("aws:RequestedRegion")
                                .contextKeyType(ContextKeyTypeEnum.STRING)
                                .contextKeyValues("eu-west-1")
                                .build()));
        assertThat(inEurope.evaluationResults().get(0).evalDecision())
                .isEqualTo(PolicyEvaluationDecisionType.EXPLICIT_DENY);
    }
}
