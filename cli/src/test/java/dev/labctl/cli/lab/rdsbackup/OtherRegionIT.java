package dev.labctl.cli.lab.rdsbackup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.lab.CommandLineFixture;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.rds.RdsClient;

/** Backups of an instance in a network of the user's own, with NAT, go to another region. */
@Tag("long")
final class OtherRegionIT {
    private static final String ELSEWHERE = "eu-west-1";
    private static final String ANYWHERE = "0.0.0.0/0";

    @Test
    void backupsAreKeptInAnotherRegionAndGoWithTheLab() {
        try (CommandLineFixture commandLine = new CommandLineFixture()) {
            commandLine.labctl("local", "start");
            makeInstance(commandLine);

            commandLine.labctl("deploy", "rds-backup", "--rds-instance", "shop", "--target-region", ELSEWHERE);

            Map<String, String> outputs = commandLine
                    .cloud()
                    .cloudFormation()
                    .describe("labctl-rds-backup")
                    .orElseThrow()
                    .outputs();
            assertThat(outputs).containsEntry("BackupBucketRegion", ELSEWHERE);
            Bucket bucket =
                    commandLine.cloud().in(ELSEWHERE).s3().bucket(String.valueOf(outputs.get("BackupBucketName")));
            commandLine.labctl("verify", "rds-backup");
            commandLine.labctl("backup", "--rds-instance", "shop");
            assertThat(bucket.objects("backups/shop/shop/")).hasSize(2);
            assertThat(commandLine.labctl("backups").out()).contains("backups/shop/shop/");
            CommandLineFixture.Run wrong = commandLine.tryLabctl("backup", "--target-region", "us-east-1");
            assertThat(wrong.exitCode()).isEqualTo(2);
            assertThat(wrong.err()).contains("is in %s, not in us-east-1".formatted(ELSEWHERE));

            commandLine.labctl("destroy", "rds-backup", "--yes");
            assertThat(bucket.exists()).isFalse();
        }
    }

    private static void makeInstance(CommandLineFixture commandLine) {
        try (Ec2Client ec2 = commandLine.client(Ec2Client.builder());
                RdsClient rds = commandLine.client(RdsClient.builder())) {
            String vpc = ec2.createVpc(request -> request.cidrBlock("10.9.0.0/16"))
                    .vpc()
                    .vpcId();
            String outside = subnet(ec2, vpc, "10.9.0.0/24", "us-east-1a");
            String first = subnet(ec2, vpc, "10.9.1.0/24", "us-east-1a");
            String second = subnet(ec2, vpc, "10.9.2.0/24", "us-east-1b");
            leadOut(ec2, vpc, outside);
            rds.createDBSubnetGroup(request -> request.dbSubnetGroupName("shop")
                    .dbSubnetGroupDescription("shop")
                    .subnetIds(first, second));
            rds.createDBInstance(request -> request.dbInstanceIdentifier("shop")
                    .engine("postgres")
                    .dbInstanceClass("db.t4g.micro")
                    .allocatedStorage(20)
                    .masterUsername("labctl")
                    .manageMasterUserPassword(true)
                    .dbName("shop")
                    .dbSubnetGroupName("shop"));
            rds.waiter().waitUntilDBInstanceAvailable(request -> request.dbInstanceIdentifier("shop"));
        }
    }

    private static String subnet(Ec2Client ec2, String vpc, String cidr, String zone) {
        return ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock(cidr).availabilityZone(zone))
                .subnet()
                .subnetId();
    }

    /** An internet gateway for the outside subnet, and NAT in it for all others. */
    private static void leadOut(Ec2Client ec2, String vpc, String outside) {
        String internet = ec2.createInternetGateway().internetGateway().internetGatewayId();
        ec2.attachInternetGateway(request -> request.internetGatewayId(internet).vpcId(vpc));
        String table =
                ec2.createRouteTable(request -> request.vpcId(vpc)).routeTable().routeTableId();
        ec2.createRoute(request ->
                request.routeTableId(table).destinationCidrBlock(ANYWHERE).gatewayId(internet));
        ec2.associateRouteTable(request -> request.routeTableId(table).subnetId(outside));
        String address =
                ec2.allocateAddress(request -> request.domain(DomainType.VPC)).allocationId();
        String nat = ec2.createNatGateway(request -> request.subnetId(outside).allocationId(address))
                .natGateway()
                .natGatewayId();
        ec2.waiter().waitUntilNatGatewayAvailable(request -> request.natGatewayIds(nat));
        String main = ec2.describeRouteTables(request -> request.filters(
                        Filter.builder().name("vpc-id").values(vpc).build(),
                        Filter.builder().name("association.main").values("true").build()))
                .routeTables()
                .get(0)
                .routeTableId();
        ec2.createRoute(request ->
                request.routeTableId(main).destinationCidrBlock(ANYWHERE).natGatewayId(nat));
    }
}
