package dev.labctl.localcloud.service.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;

/** IAM's CloudFormation types in a stack of their own. */
final class IamResourceTypesTest {
    private static final String TEMPLATE = """
            Resources:
              Role:
                Type: AWS::IAM::Role
                Properties:
                  Path: /team/
                  Description: DESCRIPTION
                  AssumeRolePolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - Effect: Allow
                        Principal: {Service: ec2.amazonaws.com}
                        Action: sts:AssumeRole
                  ManagedPolicyArns: [MANAGED]
                  Policies:
                    - PolicyName: INLINE
                      PolicyDocument:
                        Version: '2012-10-17'
                        Statement: [{Effect: Allow, Action: 's3:GetObject', Resource: '*'}]
                  Tags: [{Key: Lab, Value: one}]
              Own:
                Type: AWS::IAM::ManagedPolicy
                Properties:
                  Roles: [!Ref Role]
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement: [{Effect: Allow, Action: 'ACTION', Resource: '*'}]
              Inline:
                Type: AWS::IAM::Policy
                Properties:
                  PolicyName: shared
                  Roles: [!Ref Role]
                  Groups: [!Ref Group]
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement: [{Effect: Allow, Action: 'sqs:SendMessage', Resource: '*'}]
              Profile:
                Type: AWS::IAM::InstanceProfile
                Properties: {Roles: [!Ref Role]}
              Group:
                Type: AWS::IAM::Group
              User:
                Type: AWS::IAM::User
                Properties: {Groups: [!Ref Group], UserName: robot}
              Key:
                Type: AWS::IAM::AccessKey
                Properties: {UserName: !Ref User}
            Outputs:
              RoleName: {Value: !Ref Role}
              RoleArn: {Value: !GetAtt Role.Arn}
              RoleId: {Value: !GetAtt Role.RoleId}
              PolicyArn: {Value: !Ref Own}
              ProfileArn: {Value: !GetAtt Profile.Arn}
              Secret: {Value: !GetAtt Key.SecretAccessKey}
            """;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private CloudFormationClient stacks;
    private IamClient iam;

    @BeforeEach
    void connect() {
        stacks = cloud.client(CloudFormationClient.builder());
        iam = cloud.client(IamClient.builder());
    }

    private static String template(String description, String managed, String inline, String action) {
        return TEMPLATE.replace("DESCRIPTION", description)
                .replace("MANAGED", "arn:aws:iam::aws:policy/" + managed)
                .replace("INLINE", inline)
                .replace("ACTION", action);
    }

    private Map<String, String> outputs() {
        return stacks.describeStacks(r -> r.stackName("identities")).stacks().get(0).outputs().stream()
                .collect(Collectors.toMap(Output::outputKey, Output::outputValue));
    }

    @Test
    void aStackOfIdentitiesIsMadeChangedAndDeleted() {
        stacks.createStack(r -> r.stackName("identities")
                .templateBody(template("first", "AmazonSQSReadOnlyAccess", "one", "s3:PutObject"))
                .capabilities(Capability.CAPABILITY_NAMED_IAM));
        stacks.waiter().waitUntilStackCreateComplete(r -> r.stackName("identities"), w -> w.backoffStrategyV2(
                        attempt -> Duration.ofMillis(50))
                .maxAttempts(200));
        Map<String, String> made = outputs();
        String role = made.get("RoleName");
        assertThat(role).startsWith("identities-Role-");
        assertThat(made.get("RoleArn")).isEqualTo("arn:aws:iam::123456789012:role/team/" + role);
        assertThat(made.get("RoleId")).startsWith("AROA");
        assertThat(made.get("ProfileArn")).startsWith("arn:aws:iam::123456789012:instance-profile/identities-Profile-");
        assertThat(made.get("Secret")).hasSize(40);
        assertThat(iam.listRolePolicies(r -> r.roleName(role)).policyNames()).containsExactly("one", "shared");
        assertThat(iam.getRole(r -> r.roleName(role)).role().tags())
                .extracting(Tag::key)
                .contains("Lab", "aws:cloudformation:stack-name");

        stacks.updateStack(r -> r.stackName("identities")
                .templateBody(template("second", "AmazonSNSReadOnlyAccess", "two", "s3:DeleteObject"))
                .capabilities(Capability.CAPABILITY_NAMED_IAM));
        stacks.waiter().waitUntilStackUpdateComplete(r -> r.stackName("identities"), w -> w.backoffStrategyV2(
                        attempt -> Duration.ofMillis(50))
                .maxAttempts(200));
        Role changed = iam.getRole(r -> r.roleName(role)).role();
        assertThat(changed.description()).isEqualTo("second");
        assertThat(changed.roleId()).isEqualTo(made.get("RoleId"));
        assertThat(iam.listRolePolicies(r -> r.roleName(role)).policyNames()).containsExactly("shared", "two");
        assertThat(iam.listAttachedRolePolicies(r -> r.roleName(role)).attachedPolicies())
                .extracting(AttachedPolicy::policyArn)
                .containsExactlyInAnyOrder("arn:aws:iam::aws:policy/AmazonSNSReadOnlyAccess", made.get("PolicyArn"));
        assertThat(iam.getPolicy(r -> r.policyArn(made.get("PolicyArn")))
                        .policy()
                        .defaultVersionId())
                .isEqualTo("v2");

        stacks.deleteStack(r -> r.stackName("identities"));
        stacks.waiter().waitUntilStackDeleteComplete(r -> r.stackName("identities"), w -> w.backoffStrategyV2(
                        attempt -> Duration.ofMillis(50))
                .maxAttempts(200));
        assertThat(iam.listRoles().roles()).isEmpty();
        assertThat(iam.listInstanceProfiles().instanceProfiles()).isEmpty();
        assertThat(iam.listGroups().groups()).isEmpty();
        assertThat(iam.listUsers().users()).hasSize(1);
    }
}
