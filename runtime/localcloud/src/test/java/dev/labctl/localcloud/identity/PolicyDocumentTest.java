package dev.labctl.localcloud.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows from the IAM user guide: policy elements, condition operators, variables, and how documents are refused. */
final class PolicyDocumentTest {
    private static final String ACCOUNT = "123456789012";
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);
    private static final Principal ANN =
            new Principal(Principal.Type.USER, "arn:aws:iam::123456789012:user/team/ann", "AIDAANN");

    private static Verdict evaluate(String statement, Access access) {
        String document = "{\"Version\":\"2012-10-17\",\"Statement\":" + statement.replace('\'', '"') + "}";
        return PolicyDocument.parse(document, PolicyKind.IDENTITY).evaluate(request(ANN, access, Map.of()));
    }

    private static RequestContext request(Principal principal, Access access, Map<String, String> conditions) {
        Map<String, String> tags = Map.of("team", "blue", "Odd", "a*b");
        return new RequestContext(principal, principal.arn(), access, conditions, tags, Map::of, ACCOUNT, NOON);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    s3:GetObject          | s3:GetObject          | true
                    s3:getobject          | s3:GetObject          | true
                    s3:Get*               | s3:GetObject          | true
                    s3:Get*               | s3:PutObject          | false
                    s3:*Object            | s3:GetObject          | true
                    s3:?etObject          | s3:GetObject          | true
                    s3:*                  | sqs:SendMessage       | false
                    *                     | sqs:SendMessage       | true
                    *:*                   | sqs:SendMessage       | true
                    s3:GetObject          | s3:GetObjectVersion   | false
                    s3:*Get*Tag*          | s3:GetObjectTagging   | true
                    """)
    void actionsMatchWithWildcardsAndInAnyCase(String pattern, String action, boolean allowed) {
        Verdict verdict = evaluate(
                "{'Effect':'Allow','Action':'" + pattern + "','Resource':'*'}", Access.to(action, "arn:aws:s3:::b/k"));
        assertThat(verdict).isEqualTo(allowed ? Verdict.ALLOW : Verdict.NONE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    arn:aws:s3:::b/*                       | arn:aws:s3:::b/a/b:c     | true
                    arn:aws:s3:::b/*                       | arn:aws:s3:::b           | false
                    arn:aws:s3:::b                         | arn:aws:s3:::B           | false
                    arn:aws:s3:::b/?                       | arn:aws:s3:::b/x         | true
                    arn:aws:s3:::b/?                       | arn:aws:s3:::b/xy        | false
                    arn:aws:s3:::b/home/${aws:username}/*  | arn:aws:s3:::b/home/ann/f | true
                    arn:aws:s3:::b/home/${aws:username}/*  | arn:aws:s3:::b/home/bob/f | false
                    arn:aws:s3:::b/${aws:PrincipalTag/team} | arn:aws:s3:::b/blue     | true
                    arn:aws:s3:::b/${aws:PrincipalTag/odd} | arn:aws:s3:::b/a*b       | true
                    arn:aws:s3:::b/${aws:PrincipalTag/odd} | arn:aws:s3:::b/axxb      | false
                    arn:aws:s3:::b/${aws:PrincipalTag/no}  | arn:aws:s3:::b/          | false
                    arn:aws:s3:::b/${aws:PrincipalTag/no, 'all'} | arn:aws:s3:::b/all | true
                    arn:aws:s3:::b/${*}                    | arn:aws:s3:::b/*         | true
                    arn:aws:s3:::b/${*}                    | arn:aws:s3:::b/x         | false
                    arn:aws:s3:::b/${$}${?}                | arn:aws:s3:::b/$?        | true
                    arn:aws:s3:::*                         | arn:aws:s3:::any/thing   | true
                    """)
    void resourcesMatchWithWildcardsAndVariables(String pattern, String resource, boolean allowed) {
        Verdict verdict = evaluate(
                "{'Effect':'Allow','Action':'s3:*','Resource':'" + pattern.replace("'", "\\u0027") + "'}",
                Access.to("s3:GetObject", resource));
        assertThat(verdict).isEqualTo(allowed ? Verdict.ALLOW : Verdict.NONE);
    }

    @Test
    void anOldVersionKnowsNoVariables() {
        PolicyDocument old = PolicyDocument.parse(
                "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:*\","
                        + "\"Resource\":\"arn:aws:s3:::b/${aws:username}\"}}",
                PolicyKind.RESOURCE);
        assertThat(old.evaluate(request(ANN, Access.to("s3:GetObject", "arn:aws:s3:::b/ann"), Map.of())))
                .isEqualTo(Verdict.NONE);
        assertThat(old.evaluate(request(ANN, Access.to("s3:GetObject", "arn:aws:s3:::b/${aws:username}"), Map.of())))
                .isEqualTo(Verdict.ALLOW);
    }

    @Test
    void notActionAndNotResourceAllowTheRest() {
        String statement = "{'Effect':'Allow','NotAction':'iam:*','NotResource':['arn:aws:s3:::secret/*']}";
        assertThat(evaluate(statement, Access.to("s3:GetObject", "arn:aws:s3:::open/k")))
                .isEqualTo(Verdict.ALLOW);
        assertThat(evaluate(statement, Access.to("s3:GetObject", "arn:aws:s3:::secret/k")))
                .isEqualTo(Verdict.NONE);
        assertThat(evaluate(statement, Access.to("iam:GetRole", "arn:aws:iam::1:role/r")))
                .isEqualTo(Verdict.NONE);
    }

    /** Operator, the policy's value, the request's value for the key (empty: the key is absent), whether it holds. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    StringEquals                | 'a'                 | a                   | true
                    StringEquals                | 'a'                 | A                   | false
                    StringEquals                | 'a*'                | ab                  | false
                    StringEquals                | ['a','b']           | b                   | true
                    StringEquals                | 'a'                 |                     | false
                    StringEqualsIfExists        | 'a'                 |                     | true
                    StringEqualsIfExists        | 'a'                 | b                   | false
                    StringEquals                | '${aws:username}'   | ann                 | true
                    StringEqualsIgnoreCase      | 'a'                 | A                   | true
                    StringNotEquals             | 'a'                 | b                   | true
                    StringNotEquals             | ['a','b']           | b                   | false
                    StringNotEquals             | 'a'                 |                     | true
                    StringNotEqualsIgnoreCase   | 'a'                 | A                   | false
                    StringLike                  | 'home/*'            | home/x              | true
                    StringLike                  | 'home/?'            | home/xy             | false
                    StringLike                  | ['','home/${aws:username}/*'] | home/ann/x | true
                    StringNotLike               | 'home/*'            | home/x              | false
                    StringNotLike               | 'home/*'            |                     | true
                    NumericEquals               | '10'                | 10.0                | true
                    NumericEquals               | 10                  | 10                  | true
                    NumericNotEquals            | '10'                | 11                  | true
                    NumericLessThan             | '10'                | 9                   | true
                    NumericLessThan             | '10'                | 10                  | false
                    NumericLessThanEquals       | '10'                | 10                  | true
                    NumericGreaterThan          | '10'                | 11                  | true
                    NumericGreaterThanEquals    | '10'                | ten                 | false
                    DateEquals                  | '2026-11-21T12:00:00Z' | 1795262400       | true
                    DateNotEquals               | '2026-11-21'        | 2026-11-22          | true
                    DateLessThan                | '2026-11-22'        | 2026-11-21T23:59:59Z | true
                    DateGreaterThan             | '2026-11-21T12:00:00+01:00' | 2026-11-21T11:30:00Z | true
                    DateLessThanEquals          | '2026'              | 2026-01-01T00:00:00Z | true
                    DateGreaterThanEquals       | '2026-11'           | 2026-10-31          | false
                    Bool                        | 'true'              | true                | true
                    Bool                        | false               | false               | true
                    Bool                        | 'false'             | true                | false
                    Bool                        | 'true'              |                     | false
                    BoolIfExists                | 'true'              |                     | true
                    BinaryEquals                | 'QmluYXJ5'          | QmluYXJ5            | true
                    IpAddress                   | '203.0.113.0/24'    | 203.0.113.7         | true
                    IpAddress                   | '203.0.113.0/24'    | 203.0.114.7         | false
                    IpAddress                   | ['10.0.0.1','2001:db8::/32'] | 2001:db8::9 | true
                    IpAddress                   | '0.0.0.0/0'         | 127.0.0.1           | true
                    NotIpAddress                | '203.0.113.0/24'    | 203.0.113.7         | false
                    NotIpAddress                | '203.0.113.0/24'    | 198.51.100.1        | true
                    ArnEquals                   | 'arn:aws:sqs:*:*:q' | arn:aws:sqs:eu-west-1:1:q | true
                    ArnLike                     | 'arn:aws:s3:::b*'   | arn:aws:s3:::bucket | true
                    ArnLike                     | 'arn:aws:s*:q'      | arn:aws:sqs:r:1:q   | false
                    ArnNotLike                  | 'arn:aws:sqs:*:*:*' | arn:aws:sns:r:1:t   | true
                    ArnNotEquals                | 'arn:aws:sqs:r:1:q' | arn:aws:sqs:r:1:q   | false
                    Null                        | 'true'              |                     | true
                    Null                        | 'true'              | x                   | false
                    Null                        | 'false'             | x                   | true
                    stringequals                | 'a'                 | a                   | true
                    ForAnyValue:StringEquals    | 'a'                 |                     | false
                    ForAllValues:StringEquals   | 'a'                 |                     | true
                    """)
    void conditionOperatorsCompareAsDocumented(String operator, String operand, String value, boolean holds) {
        Access access = Access.to("s3:ListBucket", "arn:aws:s3:::b");
        Verdict verdict = evaluate(
                "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'%s':{'X:Key':%s}}}"
                        .formatted(operator, operand),
                value == null ? access : access.with("x:key", value));
        assertThat(verdict).isEqualTo(holds ? Verdict.ALLOW : Verdict.NONE);
    }

    /** Operator, the policy's values, the request's values, whether it holds. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ForAllValues:StringEquals    | ['a','b','c'] | a,b   | true
                    ForAllValues:StringEquals    | ['a','b']     | a,z   | false
                    ForAnyValue:StringEquals     | ['a','b']     | a,z   | true
                    ForAnyValue:StringEquals     | ['a','b']     | y,z   | false
                    ForAllValues:StringNotEquals | ['a']         | y,z   | true
                    ForAllValues:StringNotEquals | ['a']         | a,z   | false
                    ForAnyValue:StringNotEquals  | ['a']         | a,z   | true
                    ForAnyValue:StringNotEquals  | ['a']         | a     | false
                    ForAnyValue:StringLike       | ['te*']       | x,team | true
                    """)
    void setOperatorsLookAtEachValueOfTheRequest(String operator, String operand, String values, boolean holds) {
        Access access = Access.to("dynamodb:GetItem", "arn:aws:dynamodb:r:1:table/t")
                .with("aws:TagKeys", List.of(values.split(",")));
        Verdict verdict = evaluate(
                "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'%s':{'aws:TagKeys':%s}}}"
                        .formatted(operator, operand),
                access);
        assertThat(verdict).isEqualTo(holds ? Verdict.ALLOW : Verdict.NONE);
    }

    @Test
    void severalKeysAndOperatorsMustAllHold() {
        String statement =
                "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'StringEquals':{'a:x':'1','a:y':'2'},"
                        + "'Bool':{'aws:SecureTransport':'true'}}}";
        Access both = Access.to("s3:GetObject", "*").with("a:x", "1").with("a:y", "2");
        assertThat(evaluate(statement, both)).isEqualTo(Verdict.ALLOW);
        assertThat(evaluate(statement, both.with("a:y", "3"))).isEqualTo(Verdict.NONE);
        assertThat(evaluate(statement, both.with("aws:SecureTransport", "false")))
                .isEqualTo(Verdict.NONE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    aws:username              | ann
                    aws:userid                | AIDAANN
                    aws:PrincipalArn          | arn:aws:iam::123456789012:user/team/ann
                    aws:PrincipalAccount      | 123456789012
                    aws:PrincipalType         | User
                    aws:PrincipalTag/team     | blue
                    aws:PrincipalIsAWSService | false
                    aws:CurrentTime           | 2026-11-21T12:00:00Z
                    aws:EpochTime             | 1795262400
                    aws:SecureTransport       | true
                    aws:ResourceAccount       | 210987654321
                    """)
    void globalConditionKeysFollowFromTheRequest(String key, String value) {
        String statement = "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'StringEquals':{'%s':'%s'}}}";
        assertThat(evaluate(
                        statement.formatted(key, value),
                        Access.to("sqs:SendMessage", "arn:aws:sqs:eu-west-1:210987654321:q")))
                .isEqualTo(Verdict.ALLOW);
    }

    /** The document (single quotes for double), and AWS's words for what is wrong with it as an identity policy. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {                                                       | Syntax errors in policy.
                    []                                                      | Syntax errors in policy.
                    {'Version':'2012-10-17'}                                | Syntax errors in policy.
                    {'Version':'2012-10-17','Statement':[]}                 | Syntax errors in policy.
                    {'Version':'2012-10-17','Extra':1,'Statement':[{A,R}]}  | Syntax errors in policy.
                    {'Version':'2016-10-17','Statement':[{A,R}]}            | Syntax errors in policy.
                    {'Version':'2012-10-17','Statement':{R}}                | Policy statement must contain actions.
                    {'Version':'2012-10-17','Statement':{A}}                | Policy statement must contain resources.
                    {'Version':'2012-10-17','Statement':{A,'Resource':[]}}  | Policy statement must contain resources.
                    {'Version':'2012-10-17','Statement':{A,R,'Action2':1}}  | Syntax errors in policy.
                    {'Version':'2012-10-17','Statement':{A,R,'NotAction':'a:b'}} | Syntax errors in policy.
                    {'Version':'2012-10-17','Statement':{A,R,'Principal':'*'}} | Policy document should not specify a principal.
                    {'Version':'2012-10-17','Statement':{R,'Effect':'allow','Action':'a:b'}} | Syntax errors in policy.
                    {'Version':'2012-10-17','Statement':{R,E,'Action':'GetObject'}} | Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.
                    {'Version':'2012-10-17','Statement':{R,E,'Action':'s3:Get:Object'}} | Actions/Condition can contain only one colon.
                    {'Version':'2012-10-17','Statement':{R,E,'Action':'s 3:Get'}} | Vendor s 3 is not valid
                    {'Version':'2012-10-17','Statement':{A,'Resource':'bucket'}} | Resource bucket must be in ARN format or "*".
                    {'Version':'2012-10-17','Statement':{A,'Resource':'arn:aws:s3:r::b'}} | Resource arn:aws:s3:r::b can not contain region information.
                    {'Version':'2012-10-17','Statement':{A,'Resource':'arn:aws:iam:r:1:role/x'}} | IAM resource arn:aws:iam:r:1:role/x cannot contain region information.
                    {'Version':'2012-10-17','Statement':{A,'Resource':'arn:nope:s3:::b'}} | Partition "nope" is not valid for resource "arn:nope:s3:::b".
                    {'Version':'2012-10-17','Statement':{A,R,'Condition':{'StringIs':{'a:b':'c'}}}} | Syntax errors in policy.
                    {'Version':'2012-10-17','Statement':{A,R,'Condition':{'DateLessThan':{'a:b':'soon'}}}} | The policy failed legacy parsing
                    {'Version':'2012-10-17','Statement':[{A,R,'Sid':'x'},{A,R,'Sid':'x'}]} | Statement IDs (SID) in a single policy must be unique.
                    """)
    void aMalformedIdentityPolicyIsRefusedInTheWordsOfAws(String document, String message) {
        String json = document.replaceAll("\\bA(?=[,}])", "'Effect':'Allow','Action':'s3:*'")
                .replaceAll("\\bE(?=,)", "'Effect':'Allow'")
                .replaceAll("(?<=[{,])R(?=[,}])", "'Resource':'*'")
                .replace('\'', '"')
                .replace("{\"Resource\":\"*\"}}", "{\"Effect\":\"Allow\",\"Resource\":\"*\"}}");
        assertThatThrownBy(() -> PolicyDocument.parse(json, PolicyKind.IDENTITY))
                .isInstanceOf(MalformedPolicyException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    'Action':'sts:AssumeRole'                                              | Missing required field Principal
                    'Action':'sts:AssumeRole','Principal':{'AWS':'*'},'Resource':'*'       | Has prohibited field Resource
                    'Action':'s3:GetObject','Principal':{'AWS':'*'}                        | AssumeRole policy may only specify STS AssumeRole actions.
                    'Principal':{'AWS':'*'}                                                | Missing required field Action
                    'Action':'sts:AssumeRole','Principal':{'AWS':'ann'}                    | Invalid principal in policy: "AWS":"ann"
                    'Action':'sts:AssumeRole','Principal':{'AWS':'arn:aws:iam::123456789012:role/*'} | Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:role/*"
                    'Action':'sts:AssumeRole','Principal':{'Service':'lambda'}             | Invalid principal in policy: "SERVICE":"lambda"
                    """)
    void aMalformedTrustPolicyIsRefusedInTheWordsOfAws(String elements, String message) {
        String json = ("{'Version':'2012-10-17','Statement':{'Effect':'Allow'," + elements + "}}").replace('\'', '"');
        assertThatThrownBy(() -> PolicyDocument.parse(json, PolicyKind.TRUST))
                .isInstanceOf(MalformedPolicyException.class)
                .hasMessage(message);
    }

    private static List<ManagedPolicy> awsManaged() {
        return AwsManagedPolicies.all();
    }

    @ParameterizedTest
    @MethodSource("awsManaged")
    void theDocumentsOfAwsManagedPoliciesAreAccepted(ManagedPolicy policy) {
        assertThat(PolicyDocument.parse(policy.document(), PolicyKind.IDENTITY)).isNotNull();
    }
}
