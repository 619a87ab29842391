package dev.labctl.localcloud.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.network.Gate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceType;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.VpcConfig;

/** Functions in a VPC reach what security groups, routes and endpoints let them reach. */
@Tag("long")
@EnabledOnOs(OS.LINUX)
final class VpcFunctionsTest {
    /** Asks the API of a service, or says something to a port, and gives up after a while. */
    private static final String HANDLER = """
            try {
                if (event.containsKey("port")) {
                    int port = ((Number) event.get("port")).intValue();
                    try (java.net.Socket socket = new java.net.Socket("127.0.0.1", port)) {
                        socket.setSoTimeout(2000);
                        return socket.getInputStream().read() < 0 ? "closed" : "answered";
                    }
                }
                java.net.HttpURLConnection call = (java.net.HttpURLConnection)
                        new java.net.URL(System.getenv("AWS_ENDPOINT_URL") + "/").openConnection();
                call.setReadTimeout(((Number) event.getOrDefault("patience", 2000)).intValue());
                call.setRequestProperty("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/"
                        + event.get("service") + "/aws4_request, SignedHeaders=host, Signature=00");
                return "answered " + call.getResponseCode();
            } catch (java.net.SocketTimeoutException e) {
                return "timed out";
            }
            """;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private Ec2Client ec2;
    private LambdaFixture lambda;
    private String vpc;
    private String subnet;
    private String functions;
    private String guarded;

    @BeforeEach
    void makeNetwork() {
        ec2 = cloud.client(Ec2Client.builder());
        lambda = new LambdaFixture(cloud);
        vpc = ec2.createVpc(request -> request.cidrBlock("10.0.0.0/16")).vpc().vpcId();
        ec2.modifyVpcAttribute(request -> request.vpcId(vpc).enableDnsHostnames(value -> value.value(true)));
        subnet = ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock("10.0.0.0/24"))
                .subnet()
                .subnetId();
        functions = group("functions");
        guarded = group("guarded");
    }

    private String group(String name) {
        return ec2.createSecurityGroup(
                        request -> request.groupName(name).description(name).vpcId(vpc))
                .groupId();
    }

    private void letIn(int port) {
        ec2.authorizeSecurityGroupIngress(request -> request.groupId(guarded)
                .ipPermissions(IpPermission.builder()
                        .ipProtocol("tcp")
                        .fromPort(port)
                        .toPort(port)
                        .userIdGroupPairs(
                                UserIdGroupPair.builder().groupId(functions).build())
                        .build()));
    }

    private void createInVpc(String name) {
        lambda.create(LambdaFixture.request(name, lambda.adminRole(), HandlerZip.handler(HANDLER))
                .vpcConfig(VpcConfig.builder()
                        .subnetIds(subnet)
                        .securityGroupIds(functions)
                        .build()));
    }

    private String invoke(String name, String payload) {
        return lambda.invoke(name, payload).payload().asUtf8String();
    }

    private List<NetworkInterface> interfaces() {
        return ec2.describeNetworkInterfaces().networkInterfaces().stream()
                .filter(each -> each.interfaceType() == NetworkInterfaceType.LAMBDA)
                .toList();
    }

    @Test
    void interfacesAreSharedAndGoWithTheLastFunction() {
        createInVpc("f");
        createInVpc("g");
        GetFunctionConfigurationResponse described =
                lambda.client().getFunctionConfiguration(request -> request.functionName("f"));
        assertThat(described.vpcConfig().vpcId()).isEqualTo(vpc);
        assertThat(interfaces()).hasSize(1).allMatch(each -> each.description().startsWith("AWS Lambda VPC ENI-f-"));
        assertThatThrownBy(() -> ec2.deleteSecurityGroup(request -> request.groupId(functions)))
                .hasMessageContaining("has a dependent object");
        lambda.client().deleteFunction(request -> request.functionName("f"));
        assertThat(interfaces()).hasSize(1);
        lambda.client().deleteFunction(request -> request.functionName("g"));
        assertThat(interfaces()).isEmpty();
        ec2.deleteSecurityGroup(request -> request.groupId(functions));
    }

    @Test
    void whatDoesNotExistOrMayNotBeMadeIsRefused() {
        String mayNothing = lambda.role("nothing", """
                {"Version": "2012-10-17",
                 "Statement": [{"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}]}""");
        refused(
                lambda.adminRole(),
                "subnet-0123456789abcdef0",
                functions,
                "Error occurred while DescribeSubnets. EC2 Error Code: InvalidSubnetID.NotFound. EC2 Error Message: The"
                        + " subnet ID 'subnet-0123456789abcdef0' does not exist");
        refused(lambda.adminRole(), subnet, "sg-0123456789abcdef0", "EC2 Error Code: InvalidGroup.NotFound");
        refused(
                mayNothing,
                subnet,
                functions,
                "The provided execution role does not have permissions to call CreateNetworkInterface on EC2");
    }

    private void refused(String role, String inSubnet, String inGroup, String words) {
        assertThatThrownBy(() -> lambda.create(LambdaFixture.request("f", role, HandlerZip.handler(HANDLER))
                        .vpcConfig(VpcConfig.builder()
                                .subnetIds(inSubnet)
                                .securityGroupIds(inGroup)
                                .build())))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining(words);
    }

    @Test
    void aForgottenIngressRuleTimesOutAndOneAddedWorksAtOnce() throws IOException {
        createInVpc("f");
        try (ServerSocket database = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> serve(database));
            String payload = "{\"port\": " + database.getLocalPort() + "}";
            assertThat(invoke("f", payload)).contains("timed out");
            letIn(5432);
            assertThat(invoke("f", payload)).contains("answered");
            lambda.create(LambdaFixture.request("outside", lambda.adminRole(), HandlerZip.handler(HANDLER)));
            assertThat(invoke("outside", payload)).contains("timed out");
            assertThat(serving).isNotDone();
        }
    }

    /** Answers whom the gate admits, and holds the others. */
    private void serve(ServerSocket database) {
        // The groups tell the VPC.
        Gate.Target target = new Gate.Target("", List.of(guarded), false, 5432);
        try {
            while (true) {
                Socket client = database.accept();
                InetSocketAddress peer = (InetSocketAddress) client.getRemoteSocketAddress();
                if (cloud.cloud().environment().gate().admits(peer, database.getLocalPort(), target)) {
                    client.getOutputStream().write('!');
                    client.close();
                }
            }
        } catch (IOException e) {
            assertThat(database.isClosed()).isTrue();
        }
    }

    @Test
    void anApiIsReachedThroughAnEndpointThatLetsTheFunctionIn() {
        createInVpc("f");
        String secrets = "{\"service\": \"secretsmanager\"}";
        assertThat(invoke("f", secrets)).contains("timed out");
        ec2.createVpcEndpoint(request -> request.vpcId(vpc)
                .vpcEndpointType("Interface")
                .serviceName("com.amazonaws.us-east-1.secretsmanager")
                .subnetIds(subnet)
                .securityGroupIds(guarded));
        assertThat(invoke("f", secrets))
                .as("the endpoint's group lets nobody in")
                .contains("timed out");
        letIn(443);
        assertThat(invoke("f", secrets)).contains("answered");
        assertThat(invoke("f", "{\"service\": \"sqs\"}")).as("another service").contains("timed out");
    }

    @Test
    void aGatewayEndpointNeedsARouteInTheSubnetsTable() {
        createInVpc("f");
        String table =
                ec2.createRouteTable(request -> request.vpcId(vpc)).routeTable().routeTableId();
        ec2.createVpcEndpoint(request -> request.vpcId(vpc)
                .serviceName("com.amazonaws.us-east-1.dynamodb")
                .routeTableIds(table));
        String dynamo = "{\"service\": \"dynamodb\"}";
        assertThat(invoke("f", dynamo)).contains("timed out");
        ec2.associateRouteTable(request -> request.routeTableId(table).subnetId(subnet));
        assertThat(invoke("f", dynamo)).contains("answered");
        ec2.revokeSecurityGroupEgress(request -> request.groupId(functions)
                .ipPermissions(IpPermission.builder()
                        .ipProtocol("-1")
                        .ipRanges(IpRange.builder().cidrIp("0.0.0.0/0").build())
                        .build()));
        lambda.client().updateFunctionConfiguration(request -> request.functionName("f")
                .description("new environments"));
        assertThat(invoke("f", dynamo)).as("nothing may leave").contains("timed out");
    }

    @Test
    void theInternetIsReachedThroughANatGatewayButNotThroughAnInternetGatewayAlone() {
        createInVpc("f");
        String gateway = ec2.createInternetGateway().internetGateway().internetGatewayId();
        ec2.attachInternetGateway(request -> request.internetGatewayId(gateway).vpcId(vpc));
        String publicSubnet = ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock("10.0.1.0/24"))
                .subnet()
                .subnetId();
        String publicTable =
                ec2.createRouteTable(request -> request.vpcId(vpc)).routeTable().routeTableId();
        String main = ec2.describeRouteTables().routeTables().stream()
                .filter(table -> table.vpcId().equals(vpc)
                        && table.associations().stream().anyMatch(each -> each.main()))
                .findFirst()
                .orElseThrow()
                .routeTableId();
        ec2.createRoute(request ->
                request.routeTableId(main).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
        String queues = "{\"service\": \"sqs\"}";
        assertThat(invoke("f", queues)).as("a function has no public address").contains("timed out");
        ec2.createRoute(request -> request.routeTableId(publicTable)
                .destinationCidrBlock("0.0.0.0/0")
                .gatewayId(gateway));
        ec2.associateRouteTable(request -> request.routeTableId(publicTable).subnetId(publicSubnet));
        String nat = ec2.createNatGateway(request -> request.subnetId(publicSubnet)
                        .allocationId(ec2.allocateAddress(address -> {}).allocationId()))
                .natGateway()
                .natGatewayId();
        ec2.replaceRoute(request ->
                request.routeTableId(main).destinationCidrBlock("0.0.0.0/0").natGatewayId(nat));
        assertThat(invoke("f", queues)).contains("answered");
    }
}
