package dev.labctl.localcloud.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** What is wrong with a template is said in AWS's words. */
final class TemplateErrorsTest {
    private static final String THING = "Resources: {A: {Type: 'Test::Scripted::Thing', Properties: {Value: %s}}}";

    private static CloudFixture cloud;
    private static CloudFormationClient client;

    @BeforeAll
    static void start() {
        cloud = CloudFixture.started();
        client = cloud.client(CloudFormationClient.builder());
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static String refusal(String template) {
        return TestStacks.refusal(
                () -> client.createStack(request -> request.stackName("s").templateBody(template)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Resources: {A: {Type: 'AWS::Foo::Bar'}} | Template format error: Unrecognized resource types: [AWS::Foo::Bar]
        Resources: {A: {Type: 'Test::Scripted::Thing', Properties: {Value: !Ref X}}} | Template format error: Unresolved resource dependencies [X] in the Resources block of the template
        Resources: {A: {Type: 'Test::Scripted::Thing'}}\\nOutputs: {O: {Value: !Ref X}} | Template format error: Unresolved resource dependencies [X] in the Outputs block of the template
        Resources: {A: {Type: 'Test::Scripted::Thing', DependsOn: B}, B: {Type: 'Test::Scripted::Thing', DependsOn: A}} | Circular dependency between resources: [A, B]
        Resources: {A: } | Template format error: Any Resources member must be an object.
        https://example.com/template | Template format error: unsupported structure.
        Resources: {} | Template format error: At least one Resources member must be defined.
        Transform: AWS::Serverless-2016-10-31\\nResources: {A: {Type: 'Test::Scripted::Thing'}} | The local cloud does not support the transform AWS::Serverless-2016-10-31 (line 1)
        Resources: {A: {Type: 'Test::Scripted::Thing', DeletionPolicy: Snapshot}} | Template error: resource type Test::Scripted::Thing does not support deletion policy Snapshot
        Resources: {A: {Type: 'Test::Scripted::Thing', Properties: {Value: !GetAtt X.Arn}}} | Template error: instance of Fn::GetAtt references undefined resource X
        Transform: {Name: AWS::Include}\\nResources: {A: {Type: 'Test::Scripted::Thing'}} | The local cloud does not support the transform AWS::Include (line 1)
        Transform: Mine\\nResources: {A: {Type: 'Test::Scripted::Thing'}} | No transform named Mine found.
        Resources: text | Template format error: Any Resources member must be an object.
        Parameters: {P: {Type: String, Size: 1}}\\nResources: {A: {Type: 'Test::Scripted::Thing'}} | Invalid template parameter property 'Size'
        Mappings: {M: {a: {b: v}}}\\nResources: {A: {Type: 'Test::Scripted::Thing', Properties: {Value: !FindInMap [M, x, b]}}} | Template error: Unable to get mapping for M::x::b
        Mappings: {M: {a: {b: v}}}\\nResources: {A: {Type: 'Test::Scripted::Thing', Properties: {Value: !FindInMap [M, x, b, {DefaultValue: d}]}}} | Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value
        Resources: {A: {Type: 'Test::Scripted::Thing', Properties: {Value: !Select [3, [a]]}}} | Template error: Fn::Select cannot select nonexistent value at index 3
        Conditions: {C: !Equals [a]}\\nResources: {A: {Type: 'Test::Scripted::Thing'}} | Template error: every Fn::Equals object requires a list of 2 string parameters.
        Conditions: {C: !Equals [a, b]}\\nResources: {A: {Type: 'Test::Scripted::Thing', Condition: C}, B: {Type: 'Test::Scripted::Thing', Properties: {Value: !Ref A}}} | Template format error: Unresolved resource dependencies [A] in the Resources block of the template
        Conditions: {C: !Equals [a, b]}\\nResources: {A: {Type: 'Test::Scripted::Thing', Condition: C}, B: {Type: 'Test::Scripted::Thing'}}\\nOutputs: {O: {Value: !Ref A}} | Template format error: Unresolved resource dependencies [A] in the Outputs block of the template
        Resources: {A: {Type: 'Test::Scripted::Thing'}}\\nOutputs: {O: {Value: [a, b]}} | Template format error: The Value field of every Outputs member must evaluate to a String.
        Rules: {R: {Assertions: [{Assert: !Contains [[a, b], c], AssertDescription: a or b}]}}\\nResources: {A: {Type: 'Test::Scripted::Thing'}} | Template error: Rule R failed: a or b
        Resources: {A: {Type: 'Test::Scripted::Thing', Properties: {Value: '{{resolve:ssm:/no/such:1}}'}}} | Parameters: [ssm:/no/such:1] cannot be found.
        Resources: {A: {Type: 'Test::Scripted::Thing', Properties: {Value: '{{resolve:ssm-secure:/a}}'}}} | SSM Secure reference is not supported in: [Test::Scripted::Thing/Properties/Value]
        Resources: {A: {Type: 'Test::Scripted::Thing', Properties: {Value: '{{resolve:secretsmanager:a:b}}'}}} | Incorrect format is used in the following Secrets Manager reference: [{{resolve:secretsmanager:a:b}}]
        Parameters: {P: {Type: String}}\\nResources: {A: {Type: 'Test::Scripted::Thing'}} | Parameters: [P] must have values
        """)
    void namesWhatIsWrong(String template, String message) {
        assertThat(refusal(template.replace("\\n", "\n"))).isEqualTo("ValidationError: " + message);
    }

    @Test
    void parametersAreHeldToTheirDeclarations() {
        String template = """
            Parameters:
              Size: {Type: String, AllowedValues: [small, big]}
              Count: {Type: Number, MaxValue: 5, Default: 1}
            """ + THING.formatted("!Ref Size");
        assertThat(TestStacks.refusal(() -> client.createStack(request -> request.stackName("s")
                        .templateBody(template)
                        .parameters(TestStacks.parameter("Size", "huge"), TestStacks.parameter("Count", "9")))))
                .isEqualTo("ValidationError: Parameter 'Size' must be one of AllowedValues\n"
                        + "Parameter 'Count' must be a number not greater than 5");
        assertThat(TestStacks.refusal(() -> client.createStack(request -> request.stackName("s")
                        .templateBody(template)
                        .parameters(TestStacks.parameter("Sice", "small")))))
                .isEqualTo("ValidationError: Parameters: [Sice] do not exist in the template");
    }

    @Test
    void rulesHoldParametersToEachOther() {
        String template = """
            Parameters: {Stage: {Type: String}, Size: {Type: String}}
            Rules:
              Production:
                RuleCondition: !Equals [!Ref Stage, production]
                Assertions: [{Assert: !Equals [!Ref Size, big], AssertDescription: production is big}]
            """ + THING.formatted("!Ref Size");
        assertThat(TestStacks.refusal(() -> client.createStack(request -> request.stackName("ruled")
                        .templateBody(template)
                        .parameters(
                                TestStacks.parameter("Stage", "production"), TestStacks.parameter("Size", "small")))))
                .isEqualTo("ValidationError: Template error: Rule Production failed: production is big");
        Stack stack = new TestStacks(client)
                .create(
                        "ruled",
                        template,
                        TestStacks.parameter("Stage", "test"),
                        TestStacks.parameter("Size", "small"));
        assertThat(stack.stackStatusAsString()).isEqualTo("CREATE_COMPLETE");
    }

    @Test
    void aMissingExportFailsTheStackAsAWhole() {
        TestStacks stacks = new TestStacks(client);
        Stack stack = stacks.create("importing", THING.formatted("!ImportValue nowhere"));
        assertThat(stack.stackStatusAsString()).isEqualTo("ROLLBACK_COMPLETE");
        assertThat(stacks.reason("importing", "importing", "ROLLBACK_IN_PROGRESS"))
                .isEqualTo("No export named nowhere found. Rollback requested by user.");
    }

    @Test
    void loopsGoOverTheValuesOfParameters() {
        TestStacks stacks = new TestStacks(client);
        String template = """
            Transform: AWS::LanguageExtensions
            Parameters: {Names: {Type: CommaDelimitedList, Default: 'A,B'}}
            Resources:
              Fn::ForEach::Things:
                - Name
                - !Ref Names
                - Thing${Name}: {Type: 'Test::Scripted::Thing', Properties: {Value: !Ref Name}}
            """;
        stacks.create("loop", template);
        stacks.update("loop", template, TestStacks.parameter("Names", "B,C"));
        assertThat(client.describeStackResources(request -> request.stackName("loop"))
                        .stackResources())
                .extracting(software.amazon.awssdk.services.cloudformation.model.StackResource::logicalResourceId)
                .containsExactly("ThingB", "ThingC");
    }

    @Test
    void everyFunctionGivesWhatItShould() {
        TestStacks stacks = new TestStacks(client);
        Stack stack = stacks.create("functions", """
            Parameters:
              List: {Type: CommaDelimitedList, Default: 'a, b,c'}
            Mappings: {M: {us-east-1: {x: mapped}}}
            Conditions:
              Yes: !Equals [!Ref AWS::Region, us-east-1]
              No: !Not [!Condition Yes]
              Both: !And [!Condition Yes, !Or [!Condition No, !Condition Yes]]
            Resources:
              A: {Type: 'Test::Scripted::Thing', Properties: {Value: 2012-10-17, Kind: !If [No, x, !Ref AWS::NoValue]}}
              Absent: {Type: 'Test::Scripted::Thing', Condition: No}
            Outputs:
              Sub: {Value: !Sub ['${x}-${A.Value}-${!Literal}', {x: !Select [1, !Ref List]}]}
              Join: {Value: !Join ['|', !Ref List]}
              Split: {Value: !Select [2, !Split ['.', 'x.y.z']]}
              Map: {Value: !FindInMap [M, !Ref AWS::Region, x]}
              Base64: {Value: !Base64 hi}
              Cidr: {Value: !Join [',', !Cidr [10.0.0.0/16, 2, 8]]}
              Azs: {Value: !Select [0, !GetAZs '']}
              Both: {Value: both, Condition: Both}
              Never: {Value: !Ref Absent, Condition: No}
            """);
        Map<String, String> outputs = stack.outputs().stream()
                .collect(java.util.stream.Collectors.toMap(o -> o.outputKey(), o -> o.outputValue()));
        assertThat(outputs)
                .containsOnly(
                        Map.entry("Sub", "b-2012-10-17-${Literal}"),
                        Map.entry("Join", "a|b|c"),
                        Map.entry("Split", "z"),
                        Map.entry("Map", "mapped"),
                        Map.entry("Base64", "aGk="),
                        Map.entry("Cidr", "10.0.0.0/24,10.0.1.0/24"),
                        Map.entry("Azs", "us-east-1a"),
                        Map.entry("Both", "both"));
    }
}
