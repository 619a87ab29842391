package dev.labctl.localcloud.service.rds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Databases of a stack. */
final class DatabaseStacksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String TEMPLATE = """
        Resources:
          Parameters:
            Type: AWS::RDS::DBParameterGroup
            Properties: {Family: postgres16, Description: mine, Parameters: {work_mem: '8192'}}
          Primary:
            Type: AWS::RDS::DBInstance
            %s
            Properties:
              Engine: postgres
              EngineVersion: '16'
              DBInstanceClass: %s
              AllocatedStorage: '20'
              DBName: inventory
              MasterUsername: labctl
              ManageMasterUserPassword: true
              DBParameterGroupName: !Ref Parameters
              DeleteAutomatedBackups: true
              Tags: [{Key: role, Value: primary}]
        Outputs:
          Id: {Value: !Ref Primary}
          Host: {Value: !GetAtt Primary.Endpoint.Address}
          Port: {Value: !GetAtt Primary.Endpoint.Port}
          Secret: {Value: !GetAtt Primary.MasterUserSecret.SecretArn}
          Arn: {Value: !GetAtt Primary.DBInstanceArn}
        """;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    private CloudFormationClient stacks;
    private RdsClient rds;
    private Databases databases;

    @BeforeEach
    void open() {
        stacks = cloud.client(CloudFormationClient.builder());
        rds = cloud.client(RdsClient.builder());
        databases = new Databases(rds, cloud.directory());
    }

    @Test
    void aStackMakesChangesAndDeletesADatabase() throws SQLException {
        stacks.createStack(request ->
                request.stackName("s").templateBody(TEMPLATE.formatted("DeletionPolicy: Delete", "db.t3.micro")));
        Stack stack = await("s", "CREATE_COMPLETE");
        Map<String, String> outputs =
                stack.outputs().stream().collect(Collectors.toMap(Output::outputKey, Output::outputValue));

        String id = Objects.requireNonNull(outputs.get("Id"));
        DBInstance instance = databases.describe(id);
        assertThat(id).matches("s-primary-[a-z0-9]{12}");
        assertThat(outputs.get("Port"))
                .isEqualTo(String.valueOf(instance.endpoint().port()));
        assertThat(outputs.get("Arn")).isEqualTo(instance.dbInstanceArn());
        assertThat(instance.tagList()).anyMatch(tag -> tag.key().equals("aws:cloudformation:stack-name"));
        String value = cloud.client(SecretsManagerClient.builder())
                .getSecretValue(request -> request.secretId(outputs.get("Secret")))
                .secretString();
        String password = value.replaceAll(".*\"password\":\"(.*)\"}", "$1");
        try (Connection connection = databases.connect(instance, password)) {
            assertThat(Databases.ask(connection, "SHOW work_mem")).isEqualTo("8MB");
        }

        stacks.updateStack(request ->
                request.stackName("s").templateBody(TEMPLATE.formatted("DeletionPolicy: Delete", "db.t3.small")));
        await("s", "UPDATE_COMPLETE");
        assertThat(databases.describe(id).dbInstanceClass()).isEqualTo("db.t3.small");

        stacks.deleteStack(request -> request.stackName("s"));
        await(stack.stackId(), "DELETE_COMPLETE");
        assertThat(rds.describeDBInstances().dbInstances()).isEmpty();
        assertThat(rds.describeDBSnapshots().dbSnapshots()).isEmpty();
    }

    @Test
    void aDatabaseWithoutADeletionPolicyLeavesASnapshot() {
        stacks.createStack(request ->
                request.stackName("s").templateBody(TEMPLATE.formatted("DependsOn: Parameters", "db.t3.micro")));
        Stack stack = await("s", "CREATE_COMPLETE");

        stacks.deleteStack(request -> request.stackName("s"));

        await(stack.stackId(), "DELETE_COMPLETE");
        assertThat(rds.describeDBInstances().dbInstances()).isEmpty();
        assertThat(rds.describeDBSnapshots().dbSnapshots()).singleElement().satisfies(snapshot -> assertThat(
                        snapshot.dbSnapshotIdentifier())
                .startsWith("s-snapshot-primary-"));
    }

    @Test
    void aRefusedDatabaseRollsTheStackBackWithTheReason() {
        stacks.createStack(
                request -> request.stackName("s").templateBody(TEMPLATE.formatted("DependsOn: Parameters", "micro")));

        await("s", "ROLLBACK_COMPLETE");

        assertThat(stacks.describeStackEvents(request -> request.stackName("s")).stackEvents())
                .extracting(StackEvent::resourceStatusReason)
                .anySatisfy(reason -> assertThat(reason).contains("Invalid DB Instance class: micro"));
    }

    private Stack await(String stack, String status) {
        Instant deadline = Instant.now().plus(PATIENCE);
        Stack current = describe(stack);
        while (!current.stackStatusAsString().equals(status)) {
            assertThat(Instant.now())
                    .as("the stack is %s, and shall be %s", current.stackStatusAsString(), status)
                    .isBefore(deadline);
            Databases.pause();
            current = describe(stack);
        }
        return current;
    }

    private Stack describe(String stack) {
        return stacks.describeStacks(request -> request.stackName(stack))
                .stacks()
                .get(0);
    }
}
