package dev.labctl.localcloud.service.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;
import software.amazon.awssdk.services.rds.model.RdsException;

/** Instances stand in subnets and behind security groups that EC2 knows. */
final class PlacementTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @Test
    void subnetsAndSecurityGroupsAreThoseOfOneVpc() {
        Ec2Client ec2 = cloud.client(Ec2Client.builder());
        RdsClient rds = cloud.client(RdsClient.builder());
        Databases databases = new Databases(rds, cloud.directory());
        String vpc =
                ec2.createVpc(request -> request.cidrBlock("10.0.0.0/16")).vpc().vpcId();
        String other =
                ec2.createVpc(request -> request.cidrBlock("10.1.0.0/16")).vpc().vpcId();
        String first = subnet(ec2, vpc, "10.0.0.0/24", "us-east-1a");
        String second = subnet(ec2, vpc, "10.0.1.0/24", "us-east-1b");
        String inside = group(ec2, vpc);
        String outside = group(ec2, other);

        assertThatThrownBy(() -> rds.createDBSubnetGroup(request -> request.dbSubnetGroupName("one")
                        .dbSubnetGroupDescription("one")
                        .subnetIds(first)))
                .isInstanceOfSatisfying(
                        RdsException.class, e -> assertThat(e.awsErrorDetails().errorCode())
                                .isEqualTo("DBSubnetGroupDoesNotCoverEnoughAZs"));
        assertThatThrownBy(() -> rds.createDBSubnetGroup(request -> request.dbSubnetGroupName("none")
                        .dbSubnetGroupDescription("none")
                        .subnetIds("subnet-00000000000000000", first)))
                .isInstanceOfSatisfying(
                        RdsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidSubnet"));
        DBSubnetGroup group = rds.createDBSubnetGroup(request -> request.dbSubnetGroupName("Two")
                        .dbSubnetGroupDescription("two")
                        .subnetIds(first, second))
                .dbSubnetGroup();
        assertThat(group.vpcId()).isEqualTo(vpc);
        assertThat(group.dbSubnetGroupName()).isEqualTo("two");
        assertThatThrownBy(() -> databases.create(
                        "db", request -> request.dbSubnetGroupName("two").vpcSecurityGroupIds(outside)))
                .hasMessageContaining("The DB instance and EC2 security group are in different VPCs. The DB instance is"
                        + " in " + vpc + " and the EC2 security group is in " + other);
        DBInstance instance = databases.created(
                "db", request -> request.dbSubnetGroupName("two").vpcSecurityGroupIds(inside));
        assertThat(instance.vpcSecurityGroups().get(0).vpcSecurityGroupId()).isEqualTo(inside);
        assertThatThrownBy(() -> rds.deleteDBSubnetGroup(request -> request.dbSubnetGroupName("two")))
                .hasMessageContaining("is still using it");
    }

    private static String subnet(Ec2Client ec2, String vpc, String block, String zone) {
        return ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock(block).availabilityZone(zone))
                .subnet()
                .subnetId();
    }

    private static String group(Ec2Client ec2, String vpc) {
        return ec2.createSecurityGroup(
                        request -> request.vpcId(vpc).groupName("db").description("databases"))
                .groupId();
    }
}
