package dev.labctl.localcloud.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.recorded.Recording;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What AWS answered to the calls of localstack's public CloudFormation tests ({@code tests/aws/services/cloudformation}),
 * and what this cloud answers to the same calls. Types of services that are not here are replaced by others where the test
 * is not about them.
 */
final class RecordedStacksTest {
    private static final String FILE = "cloudformation.api.test_stacks.snapshot.json";
    private static final String GENERATED = "(?<=CFN-\\w{1,10}-)\\w{12}|test_[0-9a-f]{8}|(?<=bucket-)\\w{13}";
    private static final String TOPIC = """
            Parameters: {ApiName: {Type: String}}
            Resources: {Api: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref ApiName}}}
            """;
    private static final String PARAMETER =
            "Resources: {SimpleParam: {Type: AWS::SSM::Parameter, Properties: {Value: test, Type: String}}}";
    private static final Map<String, Consumer<RecordedCloudFormation>> TESTS = new LinkedHashMap<>();

    static {
        descriptions();
        errors();
        events();
        templates();
        secrets();
        deletions();
    }

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    static List<String> tests() {
        return List.copyOf(TESTS.keySet());
    }

    @ParameterizedTest
    @MethodSource("tests")
    void answersAsAwsDid(String name) {
        Recording recorded = Recording.of(FILE, name, GENERATED);
        Consumer<RecordedCloudFormation> calls = Objects.requireNonNull(TESTS.get(name));
        calls.accept(new RecordedCloudFormation(cloud, recorded));
    }

    private static void test(String name, Consumer<RecordedCloudFormation> calls) {
        TESTS.put(name, calls);
    }

    private static void descriptions() {
        test("test_stack_lifecycle", cfn -> {
            String id = cfn.deploy(false, "s", TOPIC, "ApiName", "test_1");
            cfn.match("creation", cfn.stack("s"));
            cfn.deploy(true, "s", TOPIC, "ApiName", "test_2");
            cfn.match("update", cfn.stack("s"));
            cfn.delete(id);
            cfn.match("describe_deleted_by_name_exc", cfn.stacks("s"));
            cfn.match("deleted", cfn.stack(id));
        });
        test("test_stack_description_special_chars", cfn -> {
            String id = cfn.deploy(
                    false, "s", "Description: test <env>.test.net\nResources: {TestResource: {Type: AWS::SNS::Topic}}");
            cfn.match("describe_stack", cfn.stack(id));
        });
        test("test_stack_description_lifecycle[no-tags]", cfn -> describedLifecycle(cfn, List.of()));
        test(
                "test_stack_description_lifecycle[with-tags]",
                cfn -> describedLifecycle(cfn, List.of(Map.of("Key", "foo", "Value", "bar"))));
        test("test_stack_update_resources", cfn -> {
            String id = cfn.deploy(false, "s", TOPIC, "ApiName", "test_1");
            cfn.match("stack_created", cfn.stack(id));
            cfn.execute(cfn.changeSet(
                    true,
                    "s",
                    "ChangeSetName",
                    "c",
                    "TemplateBody",
                    TOPIC.strip().replace("}}}", "}}, Bucket: {Type: AWS::S3::Bucket}}"),
                    "Parameters",
                    RecordedCloudFormation.parameters("ApiName", "test_2")));
            cfn.match("stack_updated", cfn.stack(id));
            JsonNode resources = cfn.call("DescribeStackResources", "StackName", "s");
            ((ObjectNode) resources.at("/StackResources/0")).put("ResourceType", "AWS::ApiGateway::RestApi");
            cfn.match("stack_resources", resources);
        });
        test("test_updating_an_updated_stack_sets_status", cfn -> {
            String[] names = {"Topic1Name", "topic-1", "Topic2Name", "topic-2", "Topic3Name", "topic-3"};
            cfn.deploy(false, "s", topics(1), names);
            cfn.deploy(true, "s", topics(2), names);
            cfn.deploy(true, "s", topics(3), names);
            cfn.match("describe-result", cfn.stacks("s"));
        });
        test("test_update_termination_protection", cfn -> {
            cfn.deploy(false, "s", TOPIC, "ApiName", "test_1");
            cfn.call("UpdateTerminationProtection", "StackName", "s", "EnableTerminationProtection", true);
            cfn.match("describe-stack-1", cfn.stacks("s"));
            cfn.call("UpdateTerminationProtection", "StackName", "s", "EnableTerminationProtection", false);
            cfn.match("describe-stack-2", cfn.stacks("s"));
        });
        test("test_subnet_id_parameter_type", cfn -> {
            cfn.deploy(false, "s", """
                    Parameters: {ParamsList: {Type: 'List<AWS::EC2::Subnet::Id>'}}
                    Resources: {Topic: {Type: AWS::SNS::Topic}}
                    Outputs: {ParamValue: {Value: !Join ['|', !Ref ParamsList]}}
                    """, "ParamsList", "subnet-id-1,subnet-id-2");
            ObjectNode outputs = RecordedCloudFormation.JSON.createObjectNode();
            cfn.match("outputs", outputs.put("ParamValue", cfn.output("s", "ParamValue")));
        });
    }

    private static String topics(int count) {
        StringBuilder template = new StringBuilder("""
                Parameters: {Topic1Name: {Type: String}, Topic2Name: {Type: String}, Topic3Name: {Type: String}}
                Resources:
                """);
        for (int i = 1; i <= count; i++) {
            template.append(
                    "  T%d: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref Topic%dName}}\n".formatted(i, i));
        }
        return template.toString();
    }

    private static void describedLifecycle(RecordedCloudFormation cfn, List<Map<String, String>> tags) {
        JsonNode changeSet = cfn.changeSet(
                false,
                "s",
                "ChangeSetName",
                "c",
                "TemplateBody",
                "Description: test <env>.test.net\n" + PARAMETER.replace("SimpleParam", "TestResource"),
                "Tags",
                tags);
        String id = changeSet.path("StackId").asText();
        cfn.match(
                "change-set-pre-execute",
                cfn.call(
                        "DescribeChangeSet",
                        "ChangeSetName",
                        changeSet.path("Id").asText()));
        cfn.match("stack-pre-execute", cfn.stack(id));
        cfn.execute(changeSet);
        cfn.match("stack-post-execute", cfn.stack(id));
    }

    private static void errors() {
        test(
                "test_linting_error_during_creation",
                cfn -> cfn.match("error", cfn.call("CreateStack", "StackName", "s", "TemplateBody", """
                        {"Resources": "", "Outputs": ""}""")));
        test(
                "test_stack_name_creation",
                cfn -> cfn.match(
                        "stack_response",
                        cfn.call(
                                "CreateChangeSet",
                                "StackName",
                                "*@da591fa3_$",
                                "ChangeSetName",
                                "c",
                                "ChangeSetType",
                                "CREATE",
                                "TemplateBody",
                                PARAMETER)));
        test(
                "test_describe_stack_events_errors",
                cfn -> cfn.match(
                        "describe_stack_events_stack_not_found",
                        cfn.call("DescribeStackEvents", "StackName", "does-not-exist")));
        test("test_update_stack_with_same_template_withoutchange", cfn -> {
            cfn.deploy(false, "s", PARAMETER);
            cfn.match("no_change_exception", cfn.call("UpdateStack", "StackName", "s", "TemplateBody", PARAMETER));
        });
        test("test_stack_resource_not_found", cfn -> {
            cfn.deploy(false, "s", PARAMETER);
            cfn.match(
                    "Error",
                    cfn.call("DescribeStackResource", "StackName", "s", "LogicalResourceId", "NonExistentResource"));
        });
        test("test_non_existing_stack_message", cfn -> cfn.match("Error", cfn.stacks("non-existing")));
        test("test_no_parameters_given", cfn -> {
            JsonNode error = cfn.call(
                    "CreateChangeSet",
                    "StackName",
                    "s",
                    "ChangeSetName",
                    "c",
                    "ChangeSetType",
                    "CREATE",
                    "TemplateBody",
                    """
                            Parameters: {Input: {Type: String}}
                            Resources: {P: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Ref Input}}}
                            """);
            assertThat(cfn.recorded().answers().path("deploy-error").asText())
                    .endsWith("(" + error.at("/Error/Code").asText() + ") when calling the CreateChangeSet operation: "
                            + error.at("/Error/Message").asText());
        });
        test("test_create_stack_url_as_template", cfn -> {
            JsonNode error = cfn.call(
                    "CreateStack", "StackName", "s", "TemplateBody", "https://bucket.s3.amazonaws.com/template.yaml");
            assertThat(cfn.recorded().answers().path("stack_create_ec2").asText())
                    .endsWith("(" + error.at("/Error/Code").asText() + ") when calling the CreateStack operation: "
                            + error.at("/Error/Message").asText());
        });
        test("test_name_conflicts", RecordedStacksTest::nameConflicts);
    }

    private static void nameConflicts(RecordedCloudFormation cfn) {
        String id = create(cfn);
        cfn.match(
                "create_stack_already_exists_exc",
                cfn.call("CreateStack", "StackName", "s", "TemplateBody", PARAMETER));
        cfn.match("created_stack_desc", cfn.stack("s").path("StackStatus"));
        cfn.delete(id);
        cfn.match("deleted_stack_not_found_exc", cfn.stacks("s"));
        cfn.match("deleted_stack_events_not_found_by_name", cfn.call("DescribeStackEvents", "StackName", "s"));
        cfn.match("deleted_stack_desc", cfn.stacks(id));
        String newId = create(cfn);
        cfn.match("new_stack_desc", cfn.stacks("s"));
        cfn.match("stack_id_desc", cfn.stacks(id));
        cfn.match("new_stack_id_desc", cfn.stacks(newId));
        cfn.delete(newId);
        cfn.match("deleted_second_stack_desc", cfn.stacks(newId));
    }

    private static String create(RecordedCloudFormation cfn) {
        String id = cfn.call("CreateStack", "StackName", "s", "TemplateBody", PARAMETER)
                .path("StackId")
                .asText();
        cfn.settle(id);
        return id;
    }

    private static void events() {
        test("test_list_events_after_deployment", cfn -> {
            cfn.deploy(false, "s", "Resources: {topic123: {Type: AWS::SNS::Topic, Properties: {TopicName: my-topic}}}");
            ObjectNode shown = (ObjectNode) cfn.call("DescribeStackEvents", "StackName", "s");
            ArrayNode events = shown.putArray("StackEvents");
            cfn.events("s").forEach(event -> events.add(dated(event)));
            cfn.match("events", shown);
        });
        test("test_events_resource_types", cfn -> {
            cfn.deploy(false, "s", """
                    Resources:
                      Queue: {Type: AWS::SQS::Queue}
                      Topic: {Type: AWS::SNS::Topic}
                      Subscription:
                        Type: AWS::SNS::Subscription
                        Properties: {Protocol: sqs, TopicArn: !Ref Topic, Endpoint: !GetAtt Queue.Arn}
                      Policy:
                        Type: AWS::SQS::QueuePolicy
                        Properties:
                          Queues: [!Ref Queue]
                          PolicyDocument:
                            Statement:
                              - Effect: Allow
                                Principal: {Service: sns.amazonaws.com}
                                Action: sqs:SendMessage
                                Resource: !GetAtt Queue.Arn
                    """);
            TreeSet<String> types = new TreeSet<>();
            cfn.events("s")
                    .forEach(event -> types.add(event.path("ResourceType").asText()));
            cfn.match("resource_types", RecordedCloudFormation.JSON.valueToTree(types));
        });
        for (String order : List.of("A-B-C", "A-C-B", "B-A-C", "B-C-A", "C-A-B", "C-B-A")) {
            test("test_stack_deploy_order[" + order + "]", cfn -> {
                String id = cfn.deploy(false, "s", chain(order));
                cfn.delete(id);
                ArrayNode events = RecordedCloudFormation.JSON.createArrayNode();
                cfn.events(id).stream()
                        .filter(event ->
                                order.contains(event.path("LogicalResourceId").asText()))
                        .filter(event -> event.path("ResourceStatus").asText().endsWith("_COMPLETE"))
                        .forEach(events::add);
                cfn.match("events", events);
            });
        }
    }

    /** The event with the moment in its id written as the recordings do. */
    private static JsonNode dated(JsonNode event) {
        ObjectNode dated = event.deepCopy();
        return dated.put(
                "EventId", event.path("EventId").asText().replaceFirst("-\\d{4}-\\d\\d-\\d\\dT\\d\\d.*Z$", "-date"));
    }

    private static String chain(String names) {
        Map<String, String> bodies = Map.of("Dummy", "dummy", "A", "root", "B", "!Ref A", "C", "!Ref B");
        StringBuilder template = new StringBuilder("Resources:\n");
        for (String name : names.split("-", -1)) {
            String value = Objects.requireNonNull(bodies.get(name));
            String after = name.equals("A") && names.contains("Dummy") ? ", DependsOn: [Dummy]" : "";
            template.append("  %s: {Type: AWS::SSM::Parameter%s, Properties: {Type: String, Value: %s}}\n"
                    .formatted(name, after, value));
        }
        return template.toString();
    }

    private static void templates() {
        String yaml = """
                Resources:
                  topic69831491:
                    Type: AWS::SNS::Topic
                Outputs:
                  TopicName:
                    Value:
                      Fn::GetAtt:
                        - topic69831491
                        - TopicName
                """;
        String json = """
                {"Resources": {"topic69831491": {"Type": "AWS::SNS::Topic"}},
                 "Outputs": {"TopicName": {"Value": {"Fn::GetAtt": ["topic69831491", "TopicName"]}}}}""";
        Map.of("yaml", yaml, "json", json).forEach((format, template) -> {
            test("test_get_template_using_create_stack[" + format + "]", cfn -> {
                cfn.call("CreateStack", "StackName", "s", "TemplateBody", template);
                cfn.settle("s");
                template(cfn);
            });
            test("test_get_template_using_changesets[" + format + "]", cfn -> {
                cfn.deploy(false, "s", template);
                template(cfn);
            });
        });
    }

    private static void template(RecordedCloudFormation cfn) {
        cfn.match("template_original", cfn.call("GetTemplate", "StackName", "s", "TemplateStage", "Original"));
        cfn.match("template_processed", cfn.call("GetTemplate", "StackName", "s", "TemplateStage", "Processed"));
    }

    private static void secrets() {
        String template = """
                Parameters:
                  SecretParameter: {Type: String, NoEcho: true}
                  SecretParameterWithDefault: {Type: String, NoEcho: true, Default: hidden}
                  NormalParameter: {Type: String, Default: Some default value here}
                Resources:
                  LocalBucket:
                    Type: AWS::S3::Bucket
                    Metadata: {SensitiveData: !Ref SecretParameter}
                    Properties:
                      BucketName: cfn-noecho-bucket
                      Tags: [{Key: SensitiveData, Value: !Ref SecretParameter}]
                Outputs:
                  SecretValue: {Description: Secret value from parameter, Value: !Ref SecretParameter}
                """;
        test("test_no_echo_parameter", cfn -> {
            cfn.deploy(false, "s", template, "SecretParameter", "SecretValue");
            cfn.match("describe_stacks", cfn.stacks("s"));
            cfn.match(
                    "describe_stack_resource_details_LocalBucket",
                    cfn.call("DescribeStackResource", "StackName", "s", "LogicalResourceId", "LocalBucket"));
            secret(cfn, template, "NewSecretValue1", "describe_change_set_on_create_complete");
            cfn.match("describe_stack_on_create_complete", cfn.stacks("s"));
            cfn.call(
                    "UpdateStack",
                    "StackName",
                    "s",
                    "TemplateBody",
                    template,
                    "Parameters",
                    RecordedCloudFormation.parameters("SecretParameter", "NewSecretValue1"));
            cfn.settle("s");
            cfn.match("describe_updated_stacks", cfn.stacks("s"));
            secret(cfn, template, "NewSecretValue2", "describe_updated_change_set");
            cfn.match("describe_updated_stacks_change_set", cfn.stacks("s"));
            String open = template.replaceFirst("NoEcho: true", "NoEcho: false");
            secret(cfn, open, "NewSecretValue2", "describe_updated_change_set_no_echo_true");
            cfn.match("describe_updated_stacks_no_echo_true", cfn.stacks("s"));
            secret(cfn, template, "NewSecretValue2", "describe_updated_change_set_no_echo_false");
            cfn.match("describe_updated_stacks_no_echo_false", cfn.stacks("s"));
        });
    }

    private static void secret(RecordedCloudFormation cfn, String template, String value, String name) {
        JsonNode changeSet = cfn.changeSet(
                true,
                "s",
                "ChangeSetName",
                name.replace('_', '-'),
                "TemplateBody",
                template,
                "Parameters",
                RecordedCloudFormation.parameters("SecretParameter", value));
        cfn.match(
                name,
                cfn.call(
                        "DescribeChangeSet",
                        "ChangeSetName",
                        changeSet.path("Id").asText()));
    }

    private static void deletions() {
        Map.of("C", "Dummy-A-B", "B-C", "Dummy-A", "A-B-C", "Dummy")
                .forEach((removed, kept) ->
                        test("test_stack_deletion_order[" + removed + "]", cfn -> deletionOrder(cfn, kept)));
        test("test_blocked_stack_deletion", cfn -> {
            String id = cfn.call(
                            "CreateStack",
                            "StackName",
                            "s",
                            "TemplateBody",
                            """
                    Parameters: {Name: {Type: String}}
                    Resources:
                      BrokenPolicy:
                        Type: AWS::IAM::Policy
                        Properties:
                          PolicyName: !Ref Name
                          PolicyDocument:
                            Version: '2012-10-17'
                            Statement: [{Effect: Allow, Action: '*', Resource: '*'}]
                    """,
                            "Parameters",
                            RecordedCloudFormation.parameters("Name", "broken"),
                            "Capabilities",
                            List.of("CAPABILITY_NAMED_IAM"))
                    .path("StackId")
                    .asText();
            cfn.settle(id);
            cfn.match("stack_post_create", cfn.stacks(id));
            cfn.delete(id);
            cfn.match("stack_post_fail_delete", cfn.stacks(id));
            cfn.delete(id, "RetainResources", List.of("BrokenPolicy"));
            cfn.match("stack_post_success_delete", cfn.stacks(id));
            ObjectNode shown = (ObjectNode) cfn.call("DescribeStackEvents", "StackName", id);
            ArrayNode events = RecordedCloudFormation.JSON.createArrayNode();
            shown.path("StackEvents").forEach(event -> {
                ObjectNode dated = (ObjectNode) dated(event);
                if (dated.has("ResourceStatusReason")) {
                    dated.put("ResourceStatusReason", "resource-status-reason");
                }
                events.add(dated);
            });
            shown.set("StackEvents", events);
            cfn.match("stack_events", shown);
        });
    }

    private static void deletionOrder(RecordedCloudFormation cfn, String kept) {
        String id = deletionStep(cfn, 1, chain("Dummy-A-B-C"));
        deletionStep(cfn, 2, chain(kept));
        cfn.delete(id);
        cfn.match("delete-describe", cfn.stack(id));
        List<JsonNode> events = cfn.events(id).stream()
                .filter(event -> !event.path("ResourceStatus").asText().endsWith("CLEANUP_IN_PROGRESS"))
                .filter(event -> !event.path("PhysicalResourceId").asText().isEmpty())
                .toList();
        ArrayNode all = RecordedCloudFormation.JSON.createArrayNode();
        ObjectNode each = RecordedCloudFormation.JSON.createObjectNode();
        for (JsonNode event : events) {
            String name = event.path("LogicalResourceId").asText();
            all.addArray().add(name).add(event.path("ResourceStatus").asText());
            ObjectNode shown = each.withArray(name.equals("s") ? "Stack" : name).addObject();
            Stream.of("LogicalResourceId", "PhysicalResourceId", "ResourceStatus", "ResourceType", "Timestamp")
                    .forEach(member -> shown.set(member, event.path(member)));
        }
        cfn.match("all-events", all);
        cfn.match("per-resource-events", each);
    }

    private static String deletionStep(RecordedCloudFormation cfn, int step, String template) {
        JsonNode changeSet = cfn.changeSet(step == 2, "s", "ChangeSetName", "c" + step, "TemplateBody", template);
        cfn.match("create-change-set-" + step, changeSet);
        String changeSetId = changeSet.path("Id").asText();
        cfn.match(
                "describe-change-set-" + step + "-prop-values",
                cfn.call("DescribeChangeSet", "ChangeSetName", changeSetId, "IncludePropertyValues", true));
        cfn.match("describe-change-set-" + step, cfn.call("DescribeChangeSet", "ChangeSetName", changeSetId));
        cfn.match("execute-change-set-" + step, cfn.execute(changeSet));
        String id = changeSet.path("StackId").asText();
        cfn.match("post-create-" + step + "-describe", cfn.stack(id));
        return id;
    }
}
