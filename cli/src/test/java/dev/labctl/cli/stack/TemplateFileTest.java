package dev.labctl.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.cli.cloud.StackEvent;
import dev.labctl.cli.error.LabctlException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TemplateFileTest {
    private static final TemplateFile TEMPLATE = TemplateFile.parse(Path.of("template.yaml"), """
            Parameters:
              Size:
                Type: Number
              Email:
                Type: String
                Default: ''
                AllowedPattern: '^$|.+@.+'
                ConstraintDescription: must be an address
            Resources:
              Files:
                Type: AWS::S3::Bucket
                Properties:
                  BucketName: !Sub '${AWS::StackName}-files'
              Rows:
                Type: AWS::DynamoDB::Table
            """);

    @Test
    void resourcesAndPropertiesAreFoundByTheirLines() {
        assertThat(TEMPLATE.lineOf("Files")).contains(10);
        assertThat(TEMPLATE.lineOf("Files", "BucketName")).contains(13);
        assertThat(TEMPLATE.lineOf("Files", "NotThere")).contains(10);
        assertThat(TEMPLATE.lineOf("Nothing")).isEmpty();
    }

    @Test
    void dependenciesAreFoundInEveryForm() {
        TemplateFile template = TemplateFile.parse(Path.of("template.yaml"), """
                Parameters:
                  Size: { Type: Number }
                Resources:
                  A: { Type: AWS::S3::Bucket }
                  B: { Type: AWS::S3::Bucket, DependsOn: A, Properties: { Size: !Ref Size } }
                  C: { Type: AWS::S3::Bucket, DependsOn: [A, B] }
                  D:
                    Type: AWS::SQS::Queue
                    Properties:
                      One: !Ref A
                      Two: !GetAtt B.Arn
                      Three: !GetAtt [C, Arn]
                  E:
                    Type: AWS::SQS::Queue
                    Properties:
                      One: { Ref: A }
                      Two: { Fn::GetAtt: [B, Arn] }
                      Three: { Fn::Sub: ['x-${C.Arn}-${Own}', { Own: !Ref D }] }
                      Four: !If [Never, !Sub '${AWS::Region} A', !Ref E]
                """);
        assertThat(template.dependencies())
                .isEqualTo(Map.of(
                        "A", Set.of(),
                        "B", Set.of("A"),
                        "C", Set.of("A", "B"),
                        "D", Set.of("A", "B", "C"),
                        "E", Set.of("A", "B", "C", "D")));
    }

    @Test
    void parametersHaveTheirDefaultsAndPatterns() {
        Map<String, TemplateParameter> parameters = TEMPLATE.parameters();

        assertThat(parameters).containsOnlyKeys("Size", "Email");
        assertThat(parameters.values())
                .extracting(TemplateParameter::defaultValue)
                .containsExactly(null, "");
        assertThat(parameters.values())
                .extracting(TemplateParameter::constraint)
                .containsExactly("", "must be an address");
    }

    @Test
    void invalidYamlIsRefusedWithItsLine() {
        assertThatThrownBy(() -> TemplateFile.parse(Path.of("t.yaml"), "Resources:\n  A: [1\n  B: 2\n"))
                .isInstanceOf(LabctlException.class)
                .hasMessageContaining("t.yaml is not valid YAML")
                .hasMessageContaining("line 3");
    }

    @Test
    void theRootCauseIsTheFirstRealFailureAndNotACancellation() {
        List<StackEvent> newestFirst = List.of(
                event("labctl-x", "AWS::CloudFormation::Stack", "ROLLBACK_IN_PROGRESS", "The following resource(s)..."),
                event("Rows", "AWS::DynamoDB::Table", "CREATE_FAILED", "Resource creation cancelled"),
                event("Files", "AWS::S3::Bucket", "CREATE_FAILED", "x-files already exists"),
                event("Files", "AWS::S3::Bucket", "CREATE_IN_PROGRESS", ""));

        RootCause cause = RootCause.in(newestFirst).orElseThrow();

        assertThat(cause.what()).isEqualTo("AWS::S3::Bucket Files could not be created");
        assertThat(cause.cancelled()).containsExactly("Rows");
        assertThat(cause.others()).isEmpty();
    }

    @Test
    void aReferenceIsFoundOnItsLine() {
        TemplateFile template = TemplateFile.parse(
                Path.of("t.yaml"), "Resources:\n  A:\n    Properties:\n      Name: !Sub 'x-${Gone.Arn}'\n");

        assertThat(template.lineOfText("Gone")).contains(4);
        assertThat(template.lineOfText("Go")).isEmpty();
    }

    private static StackEvent event(String logicalId, String type, String status, String reason) {
        return new StackEvent(logicalId + status, Instant.EPOCH, logicalId, "", type, status, reason);
    }
}
