package dev.labctl.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PolicyMutationsTest {
    private static final List<PolicyMutations.Mutation> MUTATIONS = PolicyMutations.of("""
            Resources:
              Role:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement:
                      - Effect: Allow
                        Principal: {Service: lambda.amazonaws.com}
                        Action: sts:AssumeRole
                  Policies:
                    - PolicyName: only
                      PolicyDocument:
                        Statement:
                          - Sid: Read
                            Effect: Allow
                            Action: [s3:GetObject, s3:GetObjectTagging]
                            Resource: !Sub '${Bucket.Arn}/*'
              BucketPolicy:
                Type: AWS::S3::BucketPolicy
                Properties:
                  PolicyDocument:
                    Statement:
                      - Sid: TlsOnly
                        Effect: Deny
                        Action: s3:*
                        Resource: [!GetAtt Bucket.Arn, !Sub '${Bucket.Arn}/*', !If [HasKey, key, !Ref AWS::NoValue]]
              Permission:
                Type: AWS::Lambda::Permission
                Properties: {Action: lambda:InvokeFunction}
              Function:
                Type: AWS::Lambda::Function
                Properties: {Description: Reads., Role: !GetAtt Role.Arn}
              Pipe:
                Type: AWS::Pipes::Pipe
                Properties: {Description: Moves., RoleArn: !GetAtt Role.Arn}
              Bucket:
                Type: AWS::S3::Bucket
                DependsOn: Permission
            """);

    @Test
    void everyStatementActionResourceAndPermissionGoesOnce() {
        assertThat(MUTATIONS)
                .extracting(PolicyMutations.Mutation::missing)
                .containsExactly(
                        "Role sts:AssumeRole",
                        "Role Read",
                        "Role Read, of s3:GetObject",
                        "Role Read, of s3:GetObjectTagging",
                        "BucketPolicy TlsOnly",
                        "BucketPolicy TlsOnly, of Bucket.Arn",
                        "BucketPolicy TlsOnly, of ${Bucket.Arn}/*",
                        "BucketPolicy TlsOnly, of HasKey key AWS::NoValue",
                        "Permission");
    }

    @Test
    void whatIsNamedIsMissingAndAllElseIsThere() {
        assertThat(template("Role Read, of s3:GetObject"))
                .contains("['s3:GetObjectTagging']", "!Sub '${Bucket.Arn}/*'", "TlsOnly", "sts:AssumeRole")
                .doesNotContain("s3:GetObject'");
    }

    @Test
    void aPolicyWithoutStatementsGoesWhereItCan() {
        assertThat(template("Role Read")).contains("Policies: []").doesNotContain("PolicyName");
        assertThat(template("BucketPolicy TlsOnly")).doesNotContain("BucketPolicy");
        assertThat(template("Role sts:AssumeRole")).contains("Statement: []").contains("Read");
    }

    @Test
    void nothingDependsOnAPermissionThatIsGone() {
        assertThat(template("Permission")).doesNotContain("Permission").contains("AWS::S3::Bucket");
    }

    @Test
    void functionsAndPipesOfTheRoleChange() {
        assertThat(template("Role Read"))
                .contains("\"Description\": \"lacks piece 2 of 9\"")
                .doesNotContain("Reads.", "Moves.");
        assertThat(template("BucketPolicy TlsOnly")).contains("Reads.", "Moves.");
    }

    @Test
    void piecesOfOneStatementAreKnownByIt() {
        assertThat(MUTATIONS)
                .extracting(PolicyMutations.Mutation::statement)
                .containsExactly(
                        "sts:AssumeRole",
                        "Read",
                        "Read",
                        "Read",
                        "TlsOnly",
                        "TlsOnly",
                        "TlsOnly",
                        "TlsOnly",
                        "Permission");
    }

    private static String template(String missing) {
        return MUTATIONS.stream()
                .filter(mutation -> mutation.missing().equals(missing))
                .findFirst()
                .orElseThrow()
                .template();
    }
}
