package dev.labctl.runtime.lab.filepipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.labctl.wire.filepipeline.LaunchResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** What the launcher makes of answers that only an EC2 with real machines gives. */
final class Ec2RequestsTest {
    private static final int OK = 200;
    private static final int SERVER_ERROR = 500;

    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;

    /** What this EC2 answers. */
    private record Answer(int status, String body) {
        static Answer error(int status, String code, String message) {
            return new Answer(
                    status,
                    "<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors></Response>"
                            .formatted(code, message));
        }

        static Answer instances(String action, String... ids) {
            StringBuilder items = new StringBuilder();
            for (String id : ids) {
                items.append("<item><instanceId>%s</instanceId></item>".formatted(id));
            }
            return new Answer(
                    OK, "<%sResponse><instancesSet>%s</instancesSet></%1$sResponse>".formatted(action, items));
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
        http.close();
    }

    private Ec2Requests answering(Function<String, Answer> answers) {
        server.createContext("/", exchange -> answer(exchange, answers));
        return new Ec2Requests(
                http,
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")),
                "us-east-1",
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    private void answer(HttpExchange exchange, Function<String, Answer> answers) throws IOException {
        try (exchange) {
            String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            requests.add(request);
            Answer answer = answers.apply(request);
            byte[] body = answer.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Finds no worker, and answers launches like this. */
    private static Function<String, Answer> launching(Function<String, Answer> launches) {
        return request -> request.startsWith("Action=DescribeInstances&")
                ? Answer.instances("DescribeInstances")
                : launches.apply(request);
    }

    private static Answer noCapacity() {
        return Answer.error(
                SERVER_ERROR,
                "InsufficientInstanceCapacity",
                "We currently do not have sufficient t3.micro capacity in the Availability Zone you requested.");
    }

    private LaunchResult launch(Ec2Requests ec2) {
        try (PipelineFixture pipeline = new PipelineFixture()) {
            pipeline.send("work");
            Map<String, String> variables = new HashMap<>(LaunchSettingsTest.VARIABLES);
            variables.put("SQS_QUEUE_URL", pipeline.queueUrl());
            variables.put("EC2_KEY_NAME", "ops & co");
            return new Launcher(LaunchSettings.of(variables), pipeline.sqs(), ec2).run(Instant.EPOCH);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"InsufficientInstanceCapacity", "InsufficientFreeAddressesInSubnet", "Unsupported"})
    void aZoneWithoutRoomIsLeftForTheNext(String code) {
        Ec2Requests ec2 = answering(launching(request -> request.contains("&SubnetId=subnet-a&")
                ? Answer.error(SERVER_ERROR, code, "no room")
                : Answer.instances("RunInstances", "i-b")));
        assertThat(launch(ec2).instanceIds()).containsExactly("i-b");
        assertThat(requests).hasSize(3).element(2).asString().contains("&SubnetId=subnet-b&", "&KeyName=ops+%26+co&");
    }

    @Test
    void whereNoZoneHasRoomTheLastReasonIsThrown() {
        Ec2Requests ec2 = answering(launching(request -> noCapacity()));
        assertThatThrownBy(() -> launch(ec2))
                .isInstanceOf(Ec2Requests.Refusal.class)
                .hasMessageStartingWith("EC2 refuses RunInstances: InsufficientInstanceCapacity: We currently");
    }

    @Test
    void anotherRefusalIsNotTriedInTheNextZone() {
        Ec2Requests ec2 =
                answering(launching(request -> Answer.error(400, "VcpuLimitExceeded", "You have requested more.")));
        assertThatThrownBy(() -> launch(ec2))
                .hasMessage("EC2 refuses RunInstances: VcpuLimitExceeded: You have requested more.");
        assertThat(requests).hasSize(2);
    }

    @Test
    void anAnswerWithoutAWordIsARefusalWithItsStatus() {
        Ec2Requests ec2 = answering(request -> new Answer(503, ""));
        assertThatThrownBy(() -> ec2.send("DescribeInstances", Map.of()))
                .hasMessage("EC2 refuses DescribeInstances: status 503: no message");
    }

    @Test
    void anAnswerThatIsNoXmlIsNamed() {
        Ec2Requests ec2 = answering(request -> new Answer(OK, "{}"));
        assertThatThrownBy(() -> ec2.send("DescribeInstances", Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("EC2's answer to DescribeInstances is no XML");
    }
}
