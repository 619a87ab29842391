package dev.labctl.localcloud.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.LocalCloud;
import dev.labctl.localcloud.LocalCloudConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** A cloud process killed at random moments: each operation ends as it would have without. */
@Tag("long")
final class KilledCloudTest {
    private static final int KILLS = 3;
    private static final int LONGEST_LIFE_MILLIS = 500;
    private static final String TEMPLATE = """
            Resources:
              A: {Type: 'Test::Scripted::Thing', Properties: {Millis: 300, Value: one}}
              B: {Type: 'Test::Scripted::Thing', Properties: {Millis: 300, Kind: !Ref A}}
              C: {Type: 'Test::Scripted::Thing', Properties: {Millis: 300, Value: !Ref A}}
              D: {Type: 'Test::Scripted::Thing', Properties: {Millis: 300, Value: !Sub '${B}${C}'}}
              Q: {Type: AWS::SQS::Queue, DependsOn: C}
            """;

    @TempDir
    private Path directory;

    /** The process that is killed: a cloud that tells its port and access key and runs until then. */
    public static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws InterruptedException {
            try (LocalCloud cloud = LocalCloud.start(LocalCloudConfig.in(Path.of(arguments[0])))) {
                System.out.println(cloud.endpoint() + " "
                        + cloud.adminCredentials().accessKeyId() + " "
                        + cloud.adminCredentials().secretAccessKey());
                Thread.currentThread().join();
            }
        }
    }

    private Running start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out = process.inputReader();
        String[] told = String.valueOf(out.readLine()).split(" ", -1);
        assertThat(told).as("the cloud starts again").hasSize(3);
        CloudFormationClient client = CloudFormationClient.builder()
                .endpointOverride(URI.create(told[0]))
                .region(CloudFixture.REGION)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(told[1], told[2])))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
        return new Running(process, client, new TestStacks(client));
    }

    @Test
    void everyOperationEndsAsItWouldHave() throws Exception {
        Random random = new Random(7);
        Running running = start();
        running.client().createStack(request -> request.stackName("s").templateBody(TEMPLATE));
        running = killed(running, random);
        assertThat(running.stacks().settled("s").stackStatus()).isEqualTo(StackStatus.CREATE_COMPLETE);

        running.client()
                .updateStack(request -> request.stackName("s").templateBody(TEMPLATE.replace("one", "two, Kind: x")));
        running = killed(running, random);
        assertThat(running.stacks().settled("s").stackStatus()).isEqualTo(StackStatus.UPDATE_COMPLETE);

        String failing = TEMPLATE.replace("one", "three, Kind: y")
                + "  Bad: {Type: 'Test::Scripted::Thing', DependsOn: D, Properties: {FailOn: create}}\n";
        running.client().updateStack(request -> request.stackName("s").templateBody(failing));
        running = killed(running, random);
        assertThat(running.stacks().settled("s").stackStatus()).isEqualTo(StackStatus.UPDATE_ROLLBACK_COMPLETE);

        String id = running.stacks().describe("s").stackId();
        running.client().deleteStack(request -> request.stackName("s"));
        running = killed(running, random);
        assertThat(running.stacks().settled(id).stackStatus()).isEqualTo(StackStatus.DELETE_COMPLETE);
        running.kill();

        try (LocalCloud cloud = LocalCloud.start(LocalCloudConfig.in(directory))) {
            assertThat(ScriptedService.things(cloud.environment())).isEqualTo(java.util.Map.of());
            assertThat(List.copyOf(new Stacks(cloud.environment().store()).live(CloudFixture.REGION.id())))
                    .isEmpty();
        }
    }

    private Running killed(Running first, Random random) throws IOException, InterruptedException {
        Running running = first;
        for (int i = 0; i < KILLS; i++) {
            Thread.sleep(random.nextInt(LONGEST_LIFE_MILLIS));
            running.kill();
            running = start();
        }
        return running;
    }

    /** A cloud process and clients for it. */
    private record Running(Process process, CloudFormationClient client, TestStacks stacks) {
        void kill() throws InterruptedException {
            client.close();
            process.destroyForcibly().waitFor();
        }
    }
}
