package dev.labctl.localcloud.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.identity.Credential;
import dev.labctl.localcloud.service.lambda.HandlerZip;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;

/** curl, which signs by itself, asks a function's URL. */
@Tag("clients")
final class CurlFunctionUrlTest {
    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @TempDir
    private Path directory;

    private String url = "";

    @BeforeEach
    void createFunction() {
        assumeTrue(ClientProcess.isInstalled("curl"), "skipped: no curl on the PATH");
        assumeTrue(
                curl("--help", "all").out().contains("--aws-sigv4"), "skipped: this curl cannot sign with --aws-sigv4");
        IamClient iam = cloud.client(IamClient.builder());
        String role = iam.createRole(create -> create.roleName("worker").assumeRolePolicyDocument("""
                                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                                 "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"""))
                .role()
                .arn();
        LambdaClient lambda = cloud.client(LambdaClient.builder());
        lambda.createFunction(create -> create.functionName("worker")
                .role(role)
                .runtime("java17")
                .handler("H::handleRequest")
                .timeout(30)
                .code(code -> code.zipFile(HandlerZip.handler("""
                        return Map.of("statusCode", 200, "body", event.get("rawPath") + " " + event.get("body"));"""))));
        lambda.waiter().waitUntilFunctionActiveV2(get -> get.functionName("worker"));
        url = lambda.createFunctionUrlConfig(
                        create -> create.functionName("worker").authType(FunctionUrlAuthType.AWS_IAM))
                .functionUrl();
    }

    private ClientProcess.Run curl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "-w", "%{http_code}"));
        command.addAll(List.of(arguments));
        return new ClientProcess(cloud, directory).run(null, command);
    }

    private ClientProcess.Run signed(String secret, String... arguments) {
        Credential admin = cloud.cloud().adminCredentials();
        List<String> all = new ArrayList<>(
                List.of("--aws-sigv4", "aws:amz:us-east-1:lambda", "--user", admin.accessKeyId() + ":" + secret));
        all.addAll(List.of(arguments));
        return curl(all.toArray(String[]::new));
    }

    @Test
    void curlSignsAndIsAnswered() {
        String secret = cloud.cloud().adminCredentials().secretAccessKey();
        assertThat(signed(secret, url + "users?limit=2").out()).isEqualTo("/users null200");
        assertThat(signed(secret, "-H", "Content-Type: application/json", "-d", "{\"a\":1}", url + "todos")
                        .out())
                .isEqualTo("/todos {\"a\":1}200");
        assertThat(signed("wrong", url).out()).contains("does not match").endsWith("403");
        assertThat(curl(url).out()).startsWith("{\"Message\":\"Forbidden").endsWith("403");
    }
}
