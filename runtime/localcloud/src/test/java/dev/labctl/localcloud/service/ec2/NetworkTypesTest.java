package dev.labctl.localcloud.service.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;

/** EC2's networks as resources of a stack. */
final class NetworkTypesTest {
    private static final String TEMPLATE = """
            Resources:
              Vpc:
                Type: AWS::EC2::VPC
                Properties: {CidrBlock: 10.0.0.0/16, EnableDnsSupport: true, EnableDnsHostnames: true}
              Public:
                Type: AWS::EC2::Subnet
                Properties:
                  VpcId: !Ref Vpc
                  CidrBlock: 10.0.0.0/24
                  AvailabilityZone: !Select [0, !GetAZs '']
                  MapPublicIpOnLaunch: true
              Private:
                Type: AWS::EC2::Subnet
                Properties:
                  VpcId: !Ref Vpc
                  CidrBlock: 10.0.1.0/24
                  AvailabilityZone: !Select [1, !GetAZs '']
                  Tags: [{Key: Name, Value: private}]
              Gateway: {Type: AWS::EC2::InternetGateway}
              Attachment:
                Type: AWS::EC2::VPCGatewayAttachment
                Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}
              PublicTable:
                Type: AWS::EC2::RouteTable
                Properties: {VpcId: !Ref Vpc}
              PrivateTable:
                Type: AWS::EC2::RouteTable
                Properties: {VpcId: !Ref Vpc}
              ToInternet:
                Type: AWS::EC2::Route
                DependsOn: Attachment
                Properties: {RouteTableId: !Ref PublicTable, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}
              PublicRoutes:
                Type: AWS::EC2::SubnetRouteTableAssociation
                Properties: {RouteTableId: !Ref PublicTable, SubnetId: !Ref Public}
              PrivateRoutes:
                Type: AWS::EC2::SubnetRouteTableAssociation
                Properties: {RouteTableId: !Ref PrivateTable, SubnetId: !Ref Private}
              Address:
                Type: AWS::EC2::EIP
                DependsOn: Attachment
                Properties: {Domain: vpc}
              Nat:
                Type: AWS::EC2::NatGateway
                Properties: {SubnetId: !Ref Public, AllocationId: !GetAtt Address.AllocationId}
              ThroughNat:
                Type: AWS::EC2::Route
                Properties: {RouteTableId: !Ref PrivateTable, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}
              Functions:
                Type: AWS::EC2::SecurityGroup
                Properties:
                  GroupDescription: functions
                  VpcId: !Ref Vpc
                  SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]
              Endpoints:
                Type: AWS::EC2::SecurityGroup
                Properties:
                  GroupDescription: endpoints
                  VpcId: !Ref Vpc
                  SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/16}]
              FromFunctions:
                Type: AWS::EC2::SecurityGroupIngress
                Properties:
                  GroupId: !GetAtt Endpoints.GroupId
                  IpProtocol: tcp
                  FromPort: 5432
                  ToPort: 5432
                  SourceSecurityGroupId: !Ref Functions
              S3Endpoint:
                Type: AWS::EC2::VPCEndpoint
                Properties:
                  VpcId: !Ref Vpc
                  ServiceName: !Sub com.amazonaws.${AWS::Region}.s3
                  RouteTableIds: [!Ref PrivateTable]
              Secrets:
                Type: AWS::EC2::VPCEndpoint
                Properties:
                  VpcId: !Ref Vpc
                  VpcEndpointType: Interface
                  ServiceName: !Sub com.amazonaws.${AWS::Region}.secretsmanager
                  PrivateDnsEnabled: true
                  SubnetIds: [!Ref Private]
                  SecurityGroupIds: [!Ref Endpoints]
            Outputs:
              Vpc: {Value: !Ref Vpc}
              Zone: {Value: !GetAtt Private.AvailabilityZone}
              Route: {Value: !Ref ThroughNat}
              Endpoints: {Value: !GetAtt Endpoints.GroupId}
              Default: {Value: !GetAtt Vpc.DefaultSecurityGroup}
            """;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private CloudFormationClient stacks;
    private Ec2Client ec2;

    @BeforeEach
    void connect() {
        stacks = cloud.client(CloudFormationClient.builder());
        ec2 = cloud.client(Ec2Client.builder());
    }

    private Stack stack(String name) {
        return stacks.describeStacks(request -> request.stackName(name))
                .stacks()
                .get(0);
    }

    private void settle(String name) throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(60);
        while (stack(name).stackStatusAsString().endsWith("IN_PROGRESS")) {
            assertThat(Instant.now()).as("the stack settles").isBefore(deadline);
            Thread.sleep(50);
        }
    }

    private Map<String, String> outputs() {
        Stack stack = stack("net");
        assertThat(stack.stackStatusAsString()).endsWith("E_COMPLETE").doesNotContain("ROLLBACK");
        return stack.outputs().stream().collect(Collectors.toMap(Output::outputKey, Output::outputValue));
    }

    private void update(UnaryOperator<String> change) throws InterruptedException {
        stacks.updateStack(request -> request.stackName("net").templateBody(change.apply(TEMPLATE)));
        settle("net");
    }

    private SecurityGroup endpoints(Map<String, String> outputs) {
        return ec2.describeSecurityGroups(request -> request.groupIds(outputs.get("Endpoints")))
                .securityGroups()
                .get(0);
    }

    @Test
    void aNetworkIsMadeChangedAndLeavesNothingBehind() throws InterruptedException {
        stacks.createStack(request -> request.stackName("net").templateBody(TEMPLATE));
        settle("net");
        Map<String, String> made = outputs();
        assertThat(made.get("Zone")).isEqualTo("us-east-1b");
        assertThat(made.get("Route")).matches("rtb-[0-9a-f]{17}\\|0\\.0\\.0\\.0/0");
        assertThat(ec2.describeSubnets(request -> request.filters(Filter.builder()
                                .name("tag:Name")
                                .values("private")
                                .build()))
                        .subnets())
                .hasSize(1)
                .allMatch(subnet ->
                        subnet.tags().stream().anyMatch(tag -> tag.key().equals("aws:cloudformation:stack-name")));
        assertThat(endpoints(made).ipPermissions()).hasSize(2);
        update(template -> template.replace("ToPort: 443, CidrIp: 10.0.0.0/16", "ToPort: 443, CidrIp: 10.0.1.0/24"));
        Map<String, String> changed = outputs();
        assertThat(changed).isEqualTo(made);
        assertThat(endpoints(changed).ipPermissions().stream()
                        .flatMap(permission -> permission.ipRanges().stream())
                        .map(IpRange::cidrIp))
                .containsExactly("10.0.1.0/24");
        String id = stack("net").stackId();
        stacks.deleteStack(request -> request.stackName(id));
        settle(id);
        assertThat(stack(id).stackStatusAsString()).isEqualTo("DELETE_COMPLETE");
        assertThat(ec2.describeVpcs().vpcs()).hasSize(1).allMatch(vpc -> vpc.isDefault());
        assertThat(ec2.describeNetworkInterfaces().networkInterfaces()).isEmpty();
        assertThat(ec2.describeAddresses().addresses()).isEmpty();
    }
}
