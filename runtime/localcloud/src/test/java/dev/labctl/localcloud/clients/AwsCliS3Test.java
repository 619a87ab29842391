package dev.labctl.localcloud.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.labctl.localcloud.CloudFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("clients")
final class AwsCliS3Test {
    private static final String BUCKET = "s3://cli-bucket";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @TempDir
    private Path directory;

    private AwsCli cli;

    @BeforeEach
    void makeBucket() {
        cli = new AwsCli(cloud, directory);
        cli.aws("s3", "mb", BUCKET);
    }

    @Test
    void copiesFilesUpAndDownUnchanged() throws IOException {
        Path large = directory.resolve("large.bin");
        byte[] bytes = new byte[20 << 20];
        new Random(1).nextBytes(bytes);
        Files.write(large, bytes);
        cli.file("a b+c%d&é.txt", "awkward");

        cli.aws("s3", "cp", "large.bin", BUCKET + "/dir/large.bin", "--no-progress");
        cli.aws("s3", "cp", "a b+c%d&é.txt", BUCKET + "/", "--metadata", "origin=cli", "--content-type", "text/x-odd");
        cli.aws("s3", "cp", BUCKET + "/dir/large.bin", "back.bin", "--no-progress");
        cli.aws("s3", "cp", BUCKET + "/a b+c%d&é.txt", "back.txt");

        assertThat(directory.resolve("back.bin")).hasSameBinaryContentAs(large);
        assertThat(directory.resolve("back.txt")).hasContent("awkward");
        JsonNode head = cli.aws("s3api", "head-object", "--bucket", "cli-bucket", "--key", "a b+c%d&é.txt")
                .json();
        assertThat(head.path("ContentType").asText()).isEqualTo("text/x-odd");
        assertThat(head.path("Metadata").path("origin").asText()).isEqualTo("cli");
    }

    @Test
    void syncsADirectoryAndOnlyWhatChanged() {
        for (int i = 0; i < 30; i++) {
            cli.file("tree/%02d/file.txt".formatted(i), "content " + i);
        }
        assertThat(cli.aws("s3", "sync", "tree", BUCKET + "/tree", "--no-progress")
                        .out())
                .contains("upload: tree/29/file.txt");
        assertThat(cli.aws("s3", "sync", "tree", BUCKET + "/tree", "--no-progress")
                        .out())
                .isBlank();
        cli.file("tree/07/file.txt", "changed content");
        assertThat(cli.aws("s3", "sync", "tree", BUCKET + "/tree", "--no-progress")
                        .out()
                        .lines())
                .hasSize(1)
                .allMatch(line -> line.contains("tree/07/file.txt"));
        cli.aws("s3", "sync", BUCKET + "/tree", "copy");
        assertThat(directory.resolve("copy/07/file.txt")).hasContent("changed content");
        assertThat(cli.aws("s3", "ls", BUCKET + "/tree/", "--recursive", "--summarize")
                        .out())
                .contains("Total Objects: 30");
        assertThat(cli.aws("s3", "ls", BUCKET + "/tree/").out().lines())
                .hasSize(30)
                .allMatch(line -> line.contains("PRE"));
    }

    @Test
    void movesAndRemoves() {
        cli.file("one.txt", "one");
        cli.aws("s3", "cp", "one.txt", BUCKET + "/one.txt");
        cli.aws("s3", "mv", BUCKET + "/one.txt", BUCKET + "/two.txt");
        assertThat(cli.aws("s3", "ls", BUCKET).out()).contains("two.txt").doesNotContain("one.txt");
        assertThat(cli.tryAws("s3", "rb", BUCKET).err()).contains("BucketNotEmpty");
        cli.aws("s3", "rm", BUCKET, "--recursive");
        cli.aws("s3", "rb", BUCKET);
        assertThat(cli.tryAws("s3", "ls", BUCKET).err()).contains("NoSuchBucket");
    }

    @Test
    void presignsUrlsThatWorkWithoutCredentials() throws IOException, InterruptedException {
        cli.file("secret.txt", "for bearers of the URL");
        cli.aws("s3", "cp", "secret.txt", BUCKET + "/secret file+é.txt");
        assertIsKeyToTheFile(
                cli.aws("s3", "presign", BUCKET + "/secret file+é.txt").out().strip());

        // aws-cli 1.x presigns with Signature Version 2 unless it is told otherwise.
        cli.file("config", "[default]\ns3 =\n  signature_version = s3v4\n");
        assertIsKeyToTheFile(
                cli.aws("s3", "presign", BUCKET + "/secret file+é.txt").out().strip());
    }

    private static void assertIsKeyToTheFile(String url) throws IOException, InterruptedException {
        assertThat(get(url).body()).isEqualTo("for bearers of the URL");
        String forged = url.replaceFirst("Signature=..", "Signature=00");
        assertThat(get(forged).body()).contains("<Code>SignatureDoesNotMatch</Code>");
        assertThat(get(url.replace("secret", "other")).statusCode()).isEqualTo(403);
        assertThat(get(url.substring(0, url.indexOf('?'))).statusCode()).isEqualTo(403);
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void uploadsInPartsByHand() throws IOException {
        Path part = directory.resolve("part.bin");
        Files.write(part, new byte[5 << 20]);
        String[] object = {"--bucket", "cli-bucket", "--key", "parts.bin"};
        String upload = api("create-multipart-upload", object).path("UploadId").asText();
        String first = api(
                        "upload-part", with(object, "--upload-id", upload, "--part-number", "1", "--body", "part.bin"))
                .path("ETag")
                .asText();
        String second = api(
                        "upload-part", with(object, "--upload-id", upload, "--part-number", "2", "--body", "part.bin"))
                .path("ETag")
                .asText();
        assertThat(api("list-parts", with(object, "--upload-id", upload)).path("Parts"))
                .hasSize(2);
        String parts = "{\"Parts\":[{\"PartNumber\":1,\"ETag\":%s},{\"PartNumber\":2,\"ETag\":%s}]}"
                .formatted(quoted(first), quoted(second));
        JsonNode complete =
                api("complete-multipart-upload", with(object, "--upload-id", upload, "--multipart-upload", parts));
        assertThat(complete.path("ETag").asText()).endsWith("-2\"");
        assertThat(api("head-object", object).path("ContentLength").asLong()).isEqualTo(10L << 20);
    }

    @Test
    void keepsVersionsAndDeleteMarkers() {
        cli.aws(
                "s3api",
                "put-bucket-versioning",
                "--bucket",
                "cli-bucket",
                "--versioning-configuration",
                "Status=Enabled");
        cli.file("v.txt", "one");
        String[] object = {"--bucket", "cli-bucket", "--key", "v.txt"};
        String first = api("put-object", with(object, "--body", "v.txt"))
                .path("VersionId")
                .asText();
        cli.file("v.txt", "two");
        cli.aws("s3", "cp", "v.txt", BUCKET + "/v.txt");
        cli.aws("s3", "rm", BUCKET + "/v.txt");

        JsonNode versions = api("list-object-versions", "--bucket", "cli-bucket");
        assertThat(versions.path("Versions")).hasSize(2);
        assertThat(versions.path("DeleteMarkers")).hasSize(1);
        assertThat(cli.tryAws("s3", "cp", BUCKET + "/v.txt", "gone.txt").err()).contains("404");
        cli.aws("s3api", "get-object", "--bucket", "cli-bucket", "--key", "v.txt", "--version-id", first, "old.txt");
        assertThat(directory.resolve("old.txt")).hasContent("one");
        String marker = versions.path("DeleteMarkers").path(0).path("VersionId").asText();
        api("delete-object", with(object, "--version-id", marker));
        cli.aws("s3", "cp", BUCKET + "/v.txt", "again.txt");
        assertThat(directory.resolve("again.txt")).hasContent("two");
    }

    private JsonNode api(String operation, String... arguments) {
        return cli.aws(with(new String[] {"s3api", operation}, arguments)).json();
    }

    private static String[] with(String[] first, String... more) {
        String[] all = java.util.Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }

    private static String quoted(String etag) {
        return "\"" + etag.replace("\"", "\\\"") + "\"";
    }
}
