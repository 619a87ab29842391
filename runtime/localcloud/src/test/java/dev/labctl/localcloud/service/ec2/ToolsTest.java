package dev.labctl.localcloud.service.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;

/** What user data needs to fetch and unpack code, whether the host has the programs or not. */
@SuppressWarnings("unchecked") // the SDK's builders take consumers in varargs
final class ToolsTest {
    private static final String FEW = """
            mkdir /tmp/few
            for program in bash cat grep cut ls; do ln -s "$(command -v $program)" /tmp/few/; done
            PATH=/opt/labctl/bin:/tmp/few
            curl --data x http://localhost/ || echo "refused with $?"
            unzip -l /tmp/x.zip || echo "refused with $?"
            curl -s --retry 1 http://127.0.0.1:1/ || echo "not connected: $?"
            """;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void codeIsFetchedWithTheRolesCredentialsAndUnpacked(boolean hasHostPrograms) throws Exception {
        IamClient iam = cloud.client(IamClient.builder());
        InstanceFixture.profile(iam, "worker");
        iam.putRolePolicy(
                request -> request.roleName("worker").policyName("code").policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],
                "Resource":"*"}]}"""));
        S3Client s3 = cloud.client(S3Client.builder().forcePathStyle(true));
        s3.createBucket(request -> request.bucket("code-bucket"));
        s3.putObject(request -> request.bucket("code-bucket").key("a b+c.zip"), archive());
        InstanceFixture instances = new InstanceFixture(cloud);
        String id = instances.run(
                (hasHostPrograms ? "" : FEW) + """
                        apt-get update && apt-get install -y --no-install-recommends curl unzip
                        base=http://169.254.169.254/latest
                        token=$(curl -sS -f -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' $base/api/token)
                        get() { curl -fsS -H "X-aws-ec2-metadata-token: $token" "$base/meta-data/$1"; }
                        keys=$(get iam/security-credentials/worker)
                        key() { grep "\\"$1\\"" <<<"$keys" | cut -d'"' -f4; }
                        fetch() {
                            curl --aws-sigv4 "aws:amz:us-east-1:s3" --user "$(key AccessKeyId):$(key SecretAccessKey)" \\
                                -H "x-amz-security-token: $(key Token)" -f -sS --retry 3 -o /tmp/code.zip \\
                                "https://code-bucket.s3.us-east-1.amazonaws.com/$1"
                        }
                        fetch missing.zip || echo "missing: $?"
                        fetch a%20b%2Bc.zip && unzip -q /tmp/code.zip -d /tmp/code
                        cat /tmp/code/lib/hello.txt
                        [ -x /tmp/code/lib/run ] && [ ! -x /tmp/code/lib/hello.txt ] && echo "modes kept"
                        unzip -qo /tmp/code.zip -d /tmp/code && echo "unpacked again"
                        """,
                request -> request.iamInstanceProfile(profile -> profile.name("worker")));
        String console = instances.awaitConsole(id, "cloud-init: finished");
        assertThat(console)
                .contains(
                        "curl: (22) The requested URL returned error: 404",
                        "missing: 22",
                        "hello from the archive",
                        "modes kept",
                        "unpacked again");
        if (!hasHostPrograms) {
            assertThat(console)
                    .contains(
                            "curl: option --data is not implemented by the local cloud's stand-in",
                            "refused with 2",
                            "unzip:  option -l is not implemented by the local cloud's stand-in",
                            "refused with 10",
                            "not connected: 7");
        }
    }

    @Test
    void onlyWhoHasAPublicAddressReachesServicesThroughAnInternetGateway() {
        InstanceFixture instances = new InstanceFixture(cloud);
        String script =
                "timeout 3 curl -s -o /dev/null https://code-bucket.s3.us-east-1.amazonaws.com/x; echo ended $?";
        String reaching = instances.run(script, request -> {});
        String lost = instances.run(
                script,
                request -> request.networkInterfaces(card -> card.deviceIndex(0).associatePublicIpAddress(false)));
        instances.awaitConsole(reaching, "ended 0");
        instances.awaitConsole(lost, "ended 124");
    }

    private Path archive() throws IOException {
        Path archive = directory.resolve("code.zip");
        try (FileSystem zip =
                FileSystems.newFileSystem(archive, Map.of("create", "true", "enablePosixFileAttributes", "true"))) {
            Files.createDirectory(zip.getPath("/lib"));
            write(zip.getPath("/lib/hello.txt"), "rw-r--r--");
            write(zip.getPath("/lib/run"), "rwxr-xr-x");
        }
        return archive;
    }

    private static void write(Path file, String permissions) throws IOException {
        Files.writeString(file, "hello from the archive\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
