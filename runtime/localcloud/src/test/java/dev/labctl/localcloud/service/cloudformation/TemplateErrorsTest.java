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
            Transform: AWS::Serverless-2016-10-31\\nResources: {A: {Type: 'Test::Scripted::Thing'}} | No transform named AWS::Serverless-2016-10-31 found.
            Resources: {A: {Type: 'Test::Scripted::Thing', DeletionPolicy: Snapshot}} | Template error: resource type Test::Scripted::Thing does not support deletion policy Snapshot (line 1)
            Resources: {A: {Type: 'Test::Scripted::Thing', Properties: {Value: !GetAtt X.Arn}}} | Template error: instance of Fn::GetAtt references undefined resource X
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
