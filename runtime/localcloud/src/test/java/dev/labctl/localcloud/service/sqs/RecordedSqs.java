package dev.labctl.localcloud.service.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.CloudFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/** One recorded test performed again: signed JSON calls as boto3 makes them, each answer held to the one AWS gave. */
final class RecordedSqs {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FILE = "shared/fixtures/recorded/sqs.test_sqs.snapshot.json";
    private static final Pattern PLACEHOLDER = Pattern.compile("<[a-z-]+(:\\d+)?>");
    private static final Set<String> RESTRICTED = Set.of("host", "content-length", "connection", "expect");

    private final CloudFixture cloud;
    private final String region;
    private final JsonNode recorded;
    private final HttpClient http = HttpClient.newHttpClient();

    RecordedSqs(CloudFixture cloud, String region, JsonNode recorded) {
        this.cloud = cloud;
        this.region = region;
        this.recorded = recorded;
    }

    /** The recordings, in {@code shared} beside the checkout; null when they are not there. */
    static @Nullable JsonNode file() throws IOException {
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null) {
            Path file = directory.resolve(FILE);
            if (Files.exists(file)) {
                return JSON.readTree(file.toFile());
            }
            directory = directory.getParent();
        }
        return null;
    }

    void pass(Duration time) {
        cloud.cloud().environment().clock().advance(time);
    }

    /** Makes a queue and gives its URL. */
    String queue(String name, String... attributes) {
        JsonNode answer = call("CreateQueue", "QueueName", name, "Attributes", object((Object[]) attributes));
        return answer.path("QueueUrl").asText();
    }

    /** An object of names and values in turn. */
    static ObjectNode object(Object... members) {
        ObjectNode object = JSON.createObjectNode();
        for (int i = 0; i < members.length; i += 2) {
            object.set(members[i].toString(), JSON.valueToTree(members[i + 1]));
        }
        return object;
    }

    static JsonNode text(String type, String value) {
        return object("DataType", type, "StringValue", value);
    }

    /** Calls an operation with members given as names and values in turn; gives what boto3 would. */
    JsonNode call(String operation, Object... members) {
        return call(Map.of(), operation, members);
    }

    JsonNode call(Map<String, String> headers, String operation, Object... members) {
        byte[] body = object(members).toString().getBytes(StandardCharsets.UTF_8);
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(cloud.endpoint())
                .putHeader("Content-Type", "application/x-amz-json-1.0")
                .putHeader("X-Amz-Target", "AmazonSQS." + operation);
        headers.forEach(request::putHeader);
        try {
            HttpResponse<String> response = send(request.build(), body);
            return shown(response);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> send(SdkHttpRequest request, byte[] body) throws IOException, InterruptedException {
        SignedRequest signed = AwsV4HttpSigner.create().sign(sign -> sign.identity(
                        CloudFixture.credentials(cloud.cloud().adminCredentials()))
                .request(request)
                .payload(ContentStreamProvider.fromByteArray(body))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "sqs")
                .putProperty(AwsV4HttpSigner.REGION_NAME, region));
        HttpRequest.Builder plain = HttpRequest.newBuilder(URI.create(cloud.endpoint() + "/"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        signed.request().headers().forEach((name, values) -> {
            if (!RESTRICTED.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> plain.header(name, value));
            }
        });
        return http.send(plain.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode shown(HttpResponse<String> response) throws IOException {
        ObjectNode body = (ObjectNode) JSON.readTree(response.body().isEmpty() ? "{}" : response.body());
        ObjectNode shown = JSON.createObjectNode();
        if (response.statusCode() == 200) {
            shown.setAll(body);
        } else {
            String type = body.path("__type").asText();
            String[] old = response.headers()
                    .firstValue("x-amzn-query-error")
                    .orElse(";")
                    .split(";", 2);
            shown.putObject("Error")
                    .put("Code", old[0])
                    .put("Message", body.path("message").asText())
                    .put("QueryErrorCode", type.substring(type.indexOf('#') + 1))
                    .put("Type", old[1]);
        }
        shown.putObject("ResponseMetadata").put("HTTPStatusCode", response.statusCode());
        return shown;
    }

    /** Holds an answer to the recorded one of that name. */
    void match(String name, JsonNode actual) {
        assertThat(recorded.has(name)).as("a recording named " + name).isTrue();
        compare(name, recorded.path(name), actual);
    }

    private void compare(String path, JsonNode expected, JsonNode actual) {
        if (expected.isObject()) {
            JsonNode parsed = actual.isTextual() ? parsed(actual.asText()) : actual;
            List<String> names = names(expected);
            assertThat(names(parsed)).as(path).containsExactlyInAnyOrderElementsOf(names);
            names.forEach(name -> compare(path + "." + name, expected.path(name), parsed.path(name)));
        } else if (expected.isArray()) {
            assertThat(actual.size()).as("size of " + path).isEqualTo(expected.size());
            ArrayNode items = (ArrayNode) expected;
            for (int i = 0; i < items.size(); i++) {
                compare(path + "[" + i + "]", items.get(i), actual.path(i));
            }
        } else if (!expected.asText().equals("timestamp")) {
            assertThat(actual.asText()).as(path).matches(pattern(expected.asText()));
        }
    }

    /** The members that are compared: boto3's headers are not, nor its second copy of an error's message. */
    private static List<String> names(JsonNode object) {
        List<String> names = new java.util.ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        names.removeAll(List.of("HTTPHeaders", "message"));
        return names;
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Pattern pattern(String expected) {
        String own = expected.replace("111111111111", "123456789012");
        StringBuilder pattern = new StringBuilder();
        Matcher placeholder = PLACEHOLDER.matcher(own);
        int end = 0;
        while (placeholder.find()) {
            pattern.append(Pattern.quote(own.substring(end, placeholder.start())))
                    .append(".+");
            end = placeholder.end();
        }
        return Pattern.compile(pattern.append(Pattern.quote(own.substring(end))).toString(), Pattern.DOTALL);
    }
}
