package dev.labctl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.lab.CommandLineFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;

/** {@code labctl doctor --target aws}, with a local cloud for the account. */
@Tag("long")
final class DoctorIT {
    private static final CommandLineFixture ACCOUNT = new CommandLineFixture();
    private static final String POLICY = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [%s], "Resource": "*"}]}
            """;

    @BeforeAll
    static void start() {
        ACCOUNT.labctl("local", "start");
    }

    @AfterAll
    static void stop() {
        ACCOUNT.close();
    }

    @Test
    void whoMayDoEverythingHearsSo() throws IOException, InterruptedException {
        String said = doctor(null, 0, "s3-replication");

        assertThat(said)
                .contains("ok   clock:", "ok   quota of executions:", "ok   permissions for s3-replication:")
                .doesNotContain("BAD", "todo-api");
    }

    @Test
    void whatIsNotAllowedIsNamedForEachLab() throws IOException, InterruptedException {
        AccessKey key =
                user("limited", "\"iam:Simulate*\", \"s3:*\", \"cloudformation:*\", \"rds:*\", \"lambda:Get*\"");

        assertThat(doctor(key, 1, "s3-replication"))
                .contains("BAD  permissions for s3-replication: arn:aws:iam::123456789012:user/limited may not")
                .contains("cloudwatch:DeleteAlarms")
                .contains("fix: have an administrator allow these actions on labctl-*");
    }

    @Test
    void whoMayNotAskForASimulationIsNotTakenToBePowerless() throws IOException, InterruptedException {
        AccessKey key = user("mute", "\"s3:*\"");

        assertThat(doctor(key, 0, "file-catalog"))
                .contains("?    permissions for file-catalog: cannot be simulated:")
                .contains("have iam:SimulatePrincipalPolicy and iam:GetRole allowed")
                .contains("?    quota of stacks:");
    }

    @Test
    void credentialsThatNobodyKnowsAreBad() throws IOException, InterruptedException {
        AccessKey none = AccessKey.builder()
                .accessKeyId("AKIAIOSFODNN7EXAMPLE")
                .secretAccessKey("none")
                .build();

        assertThat(doctor(none, 1, "file-catalog")).contains("BAD  credentials:", "ok   java:");
    }

    private static AccessKey user(String name, String actions) {
        try (IamClient iam = ACCOUNT.client(IamClient.builder())) {
            iam.createUser(request -> request.userName(name));
            iam.putUserPolicy(
                    request -> request.userName(name).policyName("own").policyDocument(POLICY.formatted(actions)));
            return iam.createAccessKey(request -> request.userName(name)).accessKey();
        }
    }

    /** What the doctor says to a user with this key, or the administrator; it must end with this exit code. */
    private static String doctor(@Nullable AccessKey key, int exitCode, String lab)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        CommandLineFixture.launcher().toString(),
                        "doctor",
                        lab,
                        "--target",
                        "aws",
                        "--endpoint-url",
                        ACCOUNT.endpoint().toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        ACCOUNT.setUp(builder.environment());
        ACCOUNT.pointAwsTools(builder.environment());
        if (key != null) {
            builder.environment().put("AWS_ACCESS_KEY_ID", key.accessKeyId());
            builder.environment().put("AWS_SECRET_ACCESS_KEY", key.secretAccessKey());
        }
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(exitCode);
        return said;
    }
}
