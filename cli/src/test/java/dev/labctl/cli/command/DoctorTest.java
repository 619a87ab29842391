package dev.labctl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.command.FailureCase.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor tells of an account's quotas; an endpoint that gives recorded answers is asked. */
class DoctorTest {
    private static final String CALLER = """
            <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
            <Arn>arn:aws:iam::123456789012:user/ada</Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account>
            </GetCallerIdentityResult></GetCallerIdentityResponse>
            """;
    private static final String NETWORKS = """
            <DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><vpcSet>
            <item><vpcId>vpc-1</vpcId></item><item><vpcId>vpc-2</vpcId></item>
            <item><vpcId>vpc-3</vpcId></item><item><vpcId>vpc-4</vpcId></item>
            </vpcSet></DescribeVpcsResponse>
            """;

    /** Two of them are counted: one is a spot instance, one has a graphics processor. */
    private static final String INSTANCES = """
            <DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet><item><instancesSet>
            <item><instanceType>t3.micro</instanceType>
              <cpuOptions><coreCount>1</coreCount><threadsPerCore>2</threadsPerCore></cpuOptions></item>
            <item><instanceType>m7i.2xlarge</instanceType>
              <cpuOptions><coreCount>4</coreCount><threadsPerCore>2</threadsPerCore></cpuOptions></item>
            <item><instanceType>m7i.2xlarge</instanceType><instanceLifecycle>spot</instanceLifecycle>
              <cpuOptions><coreCount>4</coreCount><threadsPerCore>2</threadsPerCore></cpuOptions></item>
            <item><instanceType>g5.xlarge</instanceType>
              <cpuOptions><coreCount>2</coreCount><threadsPerCore>2</threadsPerCore></cpuOptions></item>
            </instancesSet></item></reservationSet></DescribeInstancesResponse>
            """;

    @TempDir
    private Path home;

    @BeforeAll
    static void giveCredentials() {
        System.setProperty("aws.accessKeyId", "AKIAEXAMPLE");
        System.setProperty("aws.secretAccessKey", "none");
    }

    @AfterAll
    static void takeThemAway() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    private static Answer xml(String operation, String body) {
        return new Answer(operation, "", 200, Map.of("Content-Type", "text/xml"), body);
    }

    private static Answer quota(double value) {
        return new Answer(
                "GetServiceQuota",
                "",
                200,
                Map.of("Content-Type", "application/x-amz-json-1.1"),
                "{\"Quota\":{\"Value\":%s}}".formatted(value));
    }

    private String doctor(Answer... quotas) throws IOException {
        List<Answer> answers = new ArrayList<>(List.of(
                xml("GetCallerIdentity", CALLER), xml("DescribeVpcs", NETWORKS), xml("DescribeInstances", INSTANCES)));
        answers.addAll(List.of(quotas));
        try (RecordedCloud account = new RecordedCloud(answers)) {
            return Run.labctl(
                            home,
                            Map.of("LABCTL_HOME", home.toString()),
                            "doctor",
                            "file-pipeline",
                            "--endpoint-url",
                            account.url(),
                            "--region",
                            "eu-west-1")
                    .out();
        }
    }

    @Test
    void networksAndProcessorsThatAreLeftAreCounted() throws IOException {
        assertThat(doctor(quota(6), quota(12)))
                .contains(
                        "ok   quota of networks: VPCs: 4 of 6 used",
                        "ok   quota of processors: vCPUs of standard instances: 10 of 12 used");
    }

    @Test
    void whatIsTooLittleIsSaidWithTheRequestForMore() throws IOException {
        assertThat(doctor(quota(5), quota(11)))
                .contains(
                        "?    quota of networks: VPCs: 4 of 5 used, and all labs need 2",
                        "request-service-quota-increase --service-code vpc --quota-code L-F678F1CE --desired-value 7",
                        "?    quota of processors: vCPUs of standard instances: 10 of 11 used, and all labs need 2",
                        "--service-code ec2 --quota-code L-1216C47A --desired-value 13");
    }
}
