package dev.labctl.localcloud.service.ec2;

import static dev.labctl.localcloud.service.ec2.NetworksTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;

/** Security groups and their rules. */
@SuppressWarnings("unchecked") // the SDK's builders take consumers in varargs
final class SecurityGroupsTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private Ec2Client ec2;
    private String vpc;

    @BeforeEach
    void makeVpc() {
        ec2 = cloud.client(Ec2Client.builder());
        vpc = ec2.createVpc(request -> request.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    }

    private String group(String name) {
        return ec2.createSecurityGroup(request ->
                        request.groupName(name).description("for a test").vpcId(vpc))
                .groupId();
    }

    private SecurityGroup described(String id) {
        return ec2.describeSecurityGroups(request -> request.groupIds(id))
                .securityGroups()
                .get(0);
    }

    private void letIn(String group, Consumer<IpPermission.Builder> permission) {
        ec2.authorizeSecurityGroupIngress(request -> request.groupId(group).ipPermissions(permission));
    }

    private static Consumer<IpPermission.Builder> postgres(String block) {
        return permission -> permission
                .ipProtocol("tcp")
                .fromPort(5432)
                .toPort(5432)
                .ipRanges(range -> range.cidrIp(block).description("clients"));
    }

    @Test
    void aNewGroupLetsEverythingOutAndNothingIn() {
        SecurityGroup group = described(group("web"));
        assertThat(group.ipPermissions()).isEmpty();
        assertThat(group.ipPermissionsEgress()).hasSize(1);
        assertThat(group.ipPermissionsEgress().get(0).ipProtocol()).isEqualTo("-1");
        refused(() -> group("web"), "InvalidGroup.Duplicate", "'web' already exists for VPC '" + vpc + "'");
        refused(() -> group("default"), "InvalidGroup.Reserved", "default");
        refused(() -> group("sg-web"), "InvalidParameterValue", "sg-");
    }

    @Test
    void rulesAreKeptOneForEachPeerAndNotTwice() {
        String group = group("db");
        letIn(group, postgres("10.0.0.0/24"));
        letIn(group, postgres("10.0.1.7/24"));
        assertThat(described(group).ipPermissions()).hasSize(1);
        assertThat(described(group).ipPermissions().get(0).ipRanges())
                .extracting(range -> range.cidrIp())
                .containsExactlyInAnyOrder("10.0.0.0/24", "10.0.1.0/24");
        refused(
                () -> letIn(group, postgres("10.0.0.0/24")),
                "InvalidPermission.Duplicate",
                "the specified rule \"peer: 10.0.0.0/24, TCP, from port: 5432, to port: 5432, ALLOW\" already exists");
        SecurityGroupRule rule = ec2
                .describeSecurityGroupRules(request ->
                        request.filters(filter -> filter.name("group-id").values(group)))
                .securityGroupRules()
                .stream()
                .filter(each -> "10.0.0.0/24".equals(each.cidrIpv4()))
                .findFirst()
                .orElseThrow();
        assertThat(rule.description()).isEqualTo("clients");
        ec2.modifySecurityGroupRules(request -> request.groupId(group)
                .securityGroupRules(update -> update.securityGroupRuleId(rule.securityGroupRuleId())
                        .securityGroupRule(changed -> changed.ipProtocol("tcp")
                                .fromPort(5433)
                                .toPort(5433)
                                .cidrIpv4("10.0.0.0/24"))));
        assertThat(described(group).ipPermissions()).hasSize(2);
        ec2.revokeSecurityGroupIngress(
                request -> request.groupId(group).securityGroupRuleIds(rule.securityGroupRuleId()));
        refused(
                () -> ec2.revokeSecurityGroupIngress(
                        request -> request.groupId(group).ipPermissions(postgres("10.9.0.0/24"))),
                "InvalidPermission.NotFound",
                "does not exist in this security group");
        assertThat(described(group).ipPermissions()).hasSize(1);
    }

    @Test
    void aGroupThatAnotherRefersToStays() {
        String functions = group("functions");
        String database = group("db");
        letIn(database, permission -> permission
                .ipProtocol("tcp")
                .fromPort(5432)
                .toPort(5432)
                .userIdGroupPairs(pair -> pair.groupId(functions)));
        refused(
                () -> ec2.deleteSecurityGroup(request -> request.groupId(functions)),
                "DependencyViolation",
                "resource " + functions + " has a dependent object");
        refused(
                () -> letIn(database, permission -> permission
                        .ipProtocol("tcp")
                        .fromPort(1)
                        .toPort(1)
                        .userIdGroupPairs(pair -> pair.groupId("sg-0123456789abcdef0"))),
                "InvalidGroup.NotFound",
                "The security group 'sg-0123456789abcdef0' does not exist");
        ec2.deleteSecurityGroup(request -> request.groupId(database));
        ec2.deleteSecurityGroup(request -> request.groupId(functions));
        assertThat(ec2.describeSecurityGroups(request ->
                                request.filters(filter -> filter.name("vpc-id").values(vpc)))
                        .securityGroups())
                .hasSize(1);
    }

    @Test
    void malformedRulesAreRefused() {
        String group = group("db");
        refused(() -> letIn(group, postgres("10.0.0.0")), "InvalidParameterValue", "CIDR block 10.0.0.0 is malformed");
        refused(
                () -> letIn(
                        group,
                        permission -> permission.ipProtocol("tcp").ipRanges(range -> range.cidrIp("10.0.0.0/8"))),
                "InvalidParameterValue",
                "Must specify both from and to ports");
        refused(
                () -> letIn(
                        group,
                        permission -> permission.ipProtocol("smoke").ipRanges(range -> range.cidrIp("10.0.0.0/8"))),
                "InvalidParameterValue",
                "Unknown protocol");
    }

    @Test
    void aUserMayDoWhatThePolicySaysOfTheResource() {
        String allowed = group("allowed");
        String other = group("other");
        IamClient iam = cloud.client(IamClient.builder());
        iam.createUser(request -> request.userName("ann"));
        iam.putUserPolicy(
                request -> request.userName("ann").policyName("rules").policyDocument("""
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                          "Action": "ec2:AuthorizeSecurityGroupIngress",
                          "Resource": "arn:aws:ec2:us-east-1:*:security-group/%s"}]}""".formatted(allowed)));
        AccessKey key = iam.createAccessKey(request -> request.userName("ann")).accessKey();
        Ec2Client ann = cloud.client(
                Ec2Client.builder(),
                CloudFixture.REGION,
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
        ann.authorizeSecurityGroupIngress(request -> request.groupId(allowed).ipPermissions(postgres("10.0.0.0/24")));
        refused(
                () -> ann.authorizeSecurityGroupIngress(
                        request -> request.groupId(other).ipPermissions(postgres("10.0.0.0/24"))),
                "UnauthorizedOperation",
                "You are not authorized to perform this operation.");
        assertThat(described(other).ipPermissions()).isEmpty();
    }
}
