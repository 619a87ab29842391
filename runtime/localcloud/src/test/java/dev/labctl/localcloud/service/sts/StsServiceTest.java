package dev.labctl.localcloud.service.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import java.time.Duration;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.Tag;

final class StsServiceTest {
    private static final String ACCOUNT = "123456789012";
    private static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/worker";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private IamClient iam() {
        return cloud.client(IamClient.builder());
    }

    private StsClient sts() {
        return cloud.client(StsClient.builder());
    }

    private StsClient stsAs(AwsCredentials credentials) {
        return cloud.client(StsClient.builder(), CloudFixture.REGION, credentials);
    }

    private IamClient iamAs(AwsCredentials credentials) {
        return cloud.client(IamClient.builder(), CloudFixture.REGION, credentials);
    }

    private static AwsCredentials of(Credentials issued) {
        return AwsSessionCredentials.create(issued.accessKeyId(), issued.secretAccessKey(), issued.sessionToken());
    }

    private static String trust(String principal) {
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":%s,
                 "Action":["sts:AssumeRole","sts:TagSession"]}]}""".formatted(principal);
    }

    private static String allow(String action, String resource) {
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"%s","Resource":"%s"}]}""".formatted(action, resource);
    }

    private void role(String principal, String action) {
        iam().createRole(r -> r.roleName("worker").assumeRolePolicyDocument(trust(principal)));
        iam().putRolePolicy(r -> r.roleName("worker").policyName("work").policyDocument(allow(action, "*")));
    }

    private AwsCredentials user(String name, String policy) {
        iam().createUser(r -> r.userName(name));
        iam().putUserPolicy(r -> r.userName(name).policyName("own").policyDocument(policy));
        AccessKey key = iam().createAccessKey(r -> r.userName(name)).accessKey();
        return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    }

    private AssumeRoleResponse assume(StsClient sts, Consumer<AssumeRoleRequest.Builder> more) {
        return sts.assumeRole(r -> more.accept(r.roleArn(ROLE).roleSessionName("run")));
    }

    private static void assertRefused(ThrowingCallable call, int status, String code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AwsServiceException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
            assertThat(e.statusCode()).isEqualTo(status);
        });
    }

    @Test
    void theAdministratorIsAnIamUser() {
        GetCallerIdentityResponse identity = sts().getCallerIdentity();
        assertThat(identity.account()).isEqualTo(ACCOUNT);
        assertThat(identity.arn()).isEqualTo("arn:aws:iam::123456789012:user/labctl");
        assertThat(identity.userId()).matches("AIDA[A-Z2-7]{17}");
    }

    @Test
    void aSessionMayDoWhatItsRoleMay() {
        role("{\"AWS\":\"" + ACCOUNT + "\"}", "iam:ListUsers");
        AssumeRoleResponse assumed = assume(sts(), r -> {});
        assertThat(assumed.assumedRoleUser().arn()).isEqualTo("arn:aws:sts::123456789012:assumed-role/worker/run");
        assertThat(assumed.assumedRoleUser().assumedRoleId()).matches("AROA[A-Z2-7]{17}:run");
        assertThat(assumed.credentials().accessKeyId()).matches("ASIA[A-Z2-7]{16}");
        assertThat(assumed.packedPolicySize()).isNull();

        AwsCredentials session = of(assumed.credentials());
        assertThat(stsAs(session).getCallerIdentity().arn())
                .isEqualTo("arn:aws:sts::123456789012:assumed-role/worker/run");
        assertThat(iamAs(session).listUsers().users()).hasSize(1);
        assertRefused(
                () -> iamAs(session).getRole(r -> r.roleName("worker")),
                403,
                "AccessDenied",
                "User: arn:aws:sts::123456789012:assumed-role/worker/run is not authorized to perform: iam:GetRole on"
                        + " resource: arn:aws:iam::123456789012:role/worker because no identity-based policy allows the"
                        + " iam:GetRole action");
    }

    @Test
    void aSessionPolicyNarrowsTheRole() {
        role("{\"AWS\":\"" + ACCOUNT + "\"}", "iam:*");
        AwsCredentials session =
                of(assume(sts(), r -> r.policy(allow("iam:ListUsers", "*"))).credentials());
        assertThat(iamAs(session).listUsers().users()).hasSize(1);
        assertRefused(
                () -> iamAs(session).listRoles(),
                403,
                "AccessDenied",
                "User: arn:aws:sts::123456789012:assumed-role/worker/run is not authorized to perform: iam:ListRoles on"
                        + " resource: arn:aws:iam::123456789012:role/ because no session policy allows the"
                        + " iam:ListRoles action");
    }

    @Test
    void anAccountInTheTrustPolicyLetsInOnlyThoseWhoMayAssume() {
        AwsCredentials without = user("without", allow("s3:*", "*"));
        AwsCredentials with = user("with", allow("sts:AssumeRole", ROLE));
        role("{\"AWS\":\"arn:aws:iam::" + ACCOUNT + ":root\"}", "s3:*");
        assertThat(assume(stsAs(with), r -> {}).credentials()).isNotNull();
        assertRefused(
                () -> assume(stsAs(without), r -> {}),
                403,
                "AccessDenied",
                "User: arn:aws:iam::123456789012:user/without is not authorized to perform: sts:AssumeRole on resource: "
                        + ROLE);
    }

    @Test
    void aUserNamedInTheTrustPolicyNeedsNoPermissionOfItsOwn() {
        AwsCredentials named = user("named", allow("s3:*", "*"));
        AwsCredentials other = user("other", allow("sts:*", "*"));
        role("{\"AWS\":\"arn:aws:iam::" + ACCOUNT + ":user/named\"}", "s3:*");
        assertThat(assume(stsAs(named), r -> {}).credentials()).isNotNull();
        assertThatThrownBy(() -> assume(stsAs(other), r -> {})).hasMessageContaining("is not authorized to perform");
    }

    @Test
    void aServiceAssumesOnlyRolesThatTrustIt() {
        role("{\"Service\":\"lambda.amazonaws.com\"}", "s3:*");
        Caller lambda = Caller.service(
                "lambda.amazonaws.com", "us-east-1", "arn:aws:lambda:us-east-1:123456789012:function:f", ACCOUNT);
        AssumeRoleRequest request = AssumeRoleRequest.builder()
                .roleArn(ROLE)
                .roleSessionName("function")
                .durationSeconds(43_200)
                .build();
        iam().updateRole(r -> r.roleName("worker").maxSessionDuration(43_200));
        assertThat(cloud.cloud()
                        .environment()
                        .dispatcher()
                        .call(lambda, request, AssumeRoleResponse.class)
                        .credentials()
                        .sessionToken())
                .isNotBlank();
        Caller events = Caller.service("events.amazonaws.com", "us-east-1", "arn:aws:events:::rule/r", ACCOUNT);
        assertThatThrownBy(
                        () -> cloud.cloud().environment().dispatcher().call(events, request, AssumeRoleResponse.class))
                .isInstanceOfSatisfying(
                        AwsError.class, e -> assertThat(e.code()).isEqualTo("AccessDenied"));
    }

    @Test
    void anExternalIdIsAConditionOfTheTrust() {
        iam().createRole(r -> r.roleName("worker").assumeRolePolicyDocument("""
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"123456789012"},
                         "Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"secret"}}}]}"""));
        assertThat(assume(sts(), r -> r.externalId("secret")).credentials()).isNotNull();
        assertThatThrownBy(() -> assume(sts(), r -> r.externalId("guess")))
                .hasMessageContaining("not authorized to perform: sts:AssumeRole");
    }

    @Test
    void durationsAreLimited() {
        role("{\"AWS\":\"" + ACCOUNT + "\"}", "sts:*");
        assertRefused(
                () -> assume(sts(), r -> r.durationSeconds(100)),
                400,
                "ValidationError",
                "1 validation error detected: Value '100' at 'durationSeconds' failed to satisfy constraint: Member must"
                        + " have value greater than or equal to 900");
        assertRefused(
                () -> assume(sts(), r -> r.durationSeconds(7_200)),
                400,
                "ValidationError",
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        iam().updateRole(r -> r.roleName("worker").maxSessionDuration(43_200));
        AwsCredentials session = of(assume(sts(), r -> r.durationSeconds(7_200)).credentials());
        assertRefused(
                () -> assume(stsAs(session), r -> r.durationSeconds(7_200)),
                400,
                "ValidationError",
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
    }

    @Test
    void sessionTagsBecomePrincipalTags() {
        iam().createRole(r -> r.roleName("worker").assumeRolePolicyDocument(trust("{\"AWS\":\"" + ACCOUNT + "\"}")));
        iam().putRolePolicy(r -> r.roleName("worker")
                .policyName("own")
                .policyDocument(allow("iam:GetUser", "arn:aws:iam::*:user/${aws:PrincipalTag/who}")));
        AwsCredentials session = of(assume(
                        sts(),
                        r -> r.tags(Tag.builder().key("who").value("labctl").build()))
                .credentials());
        assertThat(iamAs(session).getUser(r -> r.userName("labctl")).user().userName())
                .isEqualTo("labctl");
        AwsCredentials untagged = of(assume(sts(), r -> {}).credentials());
        assertThatThrownBy(() -> iamAs(untagged).getUser(r -> r.userName("labctl")))
                .hasMessageContaining("no identity-based policy allows");
    }

    @Test
    void sessionsEndByTheClockOfTheCloud() {
        role("{\"AWS\":\"" + ACCOUNT + "\"}", "iam:*");
        AwsCredentials session = of(assume(sts(), r -> r.durationSeconds(900)).credentials());
        cloud.cloud().environment().clock().advance(Duration.ofMinutes(14));
        assertThat(iamAs(session).listUsers().users()).isNotEmpty();
        cloud.cloud().environment().clock().advance(Duration.ofMinutes(2));
        assertThatThrownBy(() -> iamAs(session).listUsers())
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ExpiredToken"));
    }

    @Test
    void sessionsSurviveARestartAndEndWithTheirRole() {
        role("{\"AWS\":\"" + ACCOUNT + "\"}", "iam:ListUsers");
        AwsCredentials session =
                of(assume(sts(), r -> r.policy(allow("iam:List*", "*"))).credentials());
        cloud.restart();
        assertThat(iamAs(session).listUsers().users()).isNotEmpty();
        assertThatThrownBy(() -> iamAs(session).listRoles()).hasMessageContaining("no identity-based policy allows");
        iam().deleteRolePolicy(r -> r.roleName("worker").policyName("work"));
        iam().deleteRole(r -> r.roleName("worker"));
        assertThatThrownBy(() -> stsAs(session).getCallerIdentity())
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidClientTokenId"));
    }

    @Test
    void aSessionTokenIsTheUserForAWhile() {
        AwsCredentials ann = user("ann", allow("iam:ListUsers", "*"));
        AwsCredentials session = of(stsAs(ann).getSessionToken().credentials());
        assertThat(stsAs(session).getCallerIdentity().arn()).isEqualTo("arn:aws:iam::123456789012:user/ann");
        assertThat(iamAs(session).listUsers().users()).hasSize(2);
        assertRefused(
                () -> stsAs(session).getSessionToken(),
                403,
                "AccessDenied",
                "Cannot call GetSessionToken with session credentials");
    }
}
