package dev.labctl.localcloud.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.LocalCloudConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("clients")
final class AwsCliIdentityTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @TempDir
    private Path directory;

    private AwsCli cli;

    @BeforeEach
    void prepare() {
        cli = new AwsCli(cloud, directory);
    }

    @Test
    void saysWhoIsAsking() {
        JsonNode identity = cli.aws("sts", "get-caller-identity").json();
        assertThat(identity.path("Account").asText()).isEqualTo(LocalCloudConfig.DEFAULT_ACCOUNT);
        assertThat(identity.path("Arn").asText()).startsWith("arn:aws:iam::");
    }

    @Test
    void givesARoleToThoseItTrusts() {
        String account = LocalCloudConfig.DEFAULT_ACCOUNT;
        cli.file("trust.json", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                 "Principal": {"AWS": "arn:aws:iam::%s:root"}, "Action": "sts:AssumeRole"}]}
                """.formatted(account));
        cli.file("policy.json", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}]}
                """);
        cli.aws("iam", "create-role", "--role-name", "reader", "--assume-role-policy-document", "file://trust.json");
        cli.aws(
                "iam",
                "put-role-policy",
                "--role-name",
                "reader",
                "--policy-name",
                "list",
                "--policy-document",
                "file://policy.json");
        assertThat(cli.aws("iam", "list-roles").out()).contains("reader");
        JsonNode policy = cli.aws("iam", "get-role-policy", "--role-name", "reader", "--policy-name", "list")
                .json();
        assertThat(policy.path("PolicyDocument")
                        .path("Statement")
                        .path(0)
                        .path("Action")
                        .asText())
                .isEqualTo("s3:ListAllMyBuckets");
        JsonNode session = cli.aws(
                        "sts",
                        "assume-role",
                        "--role-arn",
                        "arn:aws:iam::%s:role/reader".formatted(account),
                        "--role-session-name",
                        "cli")
                .json();
        assertThat(session.path("Credentials").path("AccessKeyId").asText()).startsWith("ASIA");
        assertThat(session.path("AssumedRoleUser").path("Arn").asText())
                .isEqualTo("arn:aws:sts::%s:assumed-role/reader/cli".formatted(account));
        assertThat(cli.tryAws("iam", "delete-role", "--role-name", "reader").err())
                .contains("DeleteConflict");
        cli.aws("iam", "delete-role-policy", "--role-name", "reader", "--policy-name", "list");
        cli.aws("iam", "delete-role", "--role-name", "reader");
        assertThat(cli.tryAws("iam", "get-role", "--role-name", "reader").err()).contains("NoSuchEntity");
    }
}
