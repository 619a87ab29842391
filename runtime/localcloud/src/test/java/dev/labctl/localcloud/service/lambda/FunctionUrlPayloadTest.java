package dev.labctl.localcloud.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.CloudFixture;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;

/** What a handler gets of a request to its function's URL, and what the client gets of the handler's result. */
final class FunctionUrlPayloadTest {
    private static final JsonMapper JSON = new JsonMapper();

    /** Answers with the event, with the JSON of the body, or fails, as the path says. */
    private static final String HANDLER = """
            String path = (String) event.get("rawPath");
            if (path.equals("/fail")) throw new IllegalStateException("no");
            if (path.equals("/hang")) Thread.sleep(600_000);
            if (!path.equals("/reply")) return event;
            Map<String, Object> reply = new HashMap<>();
            reply.put("statusCode", 201);
            String wanted = String.valueOf(event.get("body"));
            for (String line : wanted.split("\\n")) {
                String[] parts = line.split("=", 2);
                switch (parts[0]) {
                    case "string" -> { return parts[1]; }
                    case "list" -> { return List.of("hello", 3, true); }
                    case "null" -> { return null; }
                    case "status" -> reply.put("statusCode", parts[1]);
                    case "encoded" -> reply.put("isBase64Encoded", true);
                    case "headers" -> reply.put("headers",
                            Map.of("My-Header", "own", "Content-Type", "text/plain", "Date", "never"));
                    case "evil" -> reply.put("headers", Map.of("a: b\\r\\nc", "d"));
                    case "cookies" -> reply.put("cookies", List.of("a=1; Path=/", "b=2"));
                    case "object" -> reply.put("body", Map.of("a", 1));
                    default -> reply.put("body", parts[1]);
                }
            }
            return reply;
            """;

    private static final CloudFixture CLOUD = CloudFixture.started();

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static LambdaFixture lambda;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static UrlClient url;

    @BeforeAll
    static void create() {
        lambda = new LambdaFixture(CLOUD);
        lambda.create(LambdaFixture.request("f", lambda.adminRole(), HandlerZip.handler(HANDLER)));
        url = UrlClient.open(lambda.client(), "f");
    }

    @AfterAll
    static void close() {
        CLOUD.close();
    }

    private static JsonNode event(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(response.body(), e);
        }
    }

    private static HttpResponse<String> reply(String wanted) {
        return url.send("POST", "/reply", Map.of("Content-Type", "text/plain"), wanted);
    }

    @Test
    void theEventTellsWhatWasAsked() {
        JsonNode event = event(url.send(
                "POST",
                "/a%20b/c?q=one&q=two%2Fthree&flag&name=a+b",
                Map.of("Content-Type", "application/json; charset=utf-8", "X-Own", "WeiRd", "Cookie", "a=1; b=2"),
                "{\"name\":\"Zoë\"}"));

        assertThat(event.path("version").asText()).isEqualTo("2.0");
        assertThat(event.path("routeKey").asText()).isEqualTo("$default");
        assertThat(event.path("rawPath").asText()).isEqualTo("/a%20b/c");
        assertThat(event.path("rawQueryString").asText()).isEqualTo("q=one&q=two%2Fthree&flag&name=a+b");
        assertThat(event.path("queryStringParameters"))
                .isEqualTo(JSON.createObjectNode()
                        .put("q", "one,two/three")
                        .put("flag", "")
                        .put("name", "a b"));
        assertThat(event.path("cookies"))
                .isEqualTo(JSON.createArrayNode().add("a=1").add("b=2"));
        assertThat(event.path("headers").path("x-own").asText()).isEqualTo("WeiRd");
        assertThat(event.path("headers").has("cookie")).isFalse();
        assertThat(event.path("headers").path("host").asText())
                .isEqualTo(url.url().getAuthority());
        assertThat(event.path("headers").path("x-forwarded-for").asText()).isEqualTo("127.0.0.1");
        assertThat(event.path("body").asText()).isEqualTo("{\"name\":\"Zoë\"}");
        assertThat(event.path("isBase64Encoded").asBoolean()).isFalse();
        assertThat(event.has("pathParameters")).isFalse();
    }

    @Test
    void theContextTellsWhoAskedAndWhere() {
        HttpResponse<String> response = url.send("PATCH", "/x", Map.of("User-Agent", "test/echo"), "");
        JsonNode event = event(response);
        JsonNode context = event.path("requestContext");

        assertThat(context.path("accountId").asText()).isEqualTo("anonymous");
        assertThat(context.path("apiId").asText()).matches("[a-z0-9]{32}");
        assertThat(context.path("domainPrefix")).isEqualTo(context.path("apiId"));
        assertThat(context.path("authorizer").isObject()).isFalse();
        assertThat(context.path("http").path("method").asText()).isEqualTo("PATCH");
        assertThat(context.path("http").path("path").asText()).isEqualTo("/x");
        assertThat(context.path("http").path("protocol").asText()).isEqualTo("HTTP/1.1");
        assertThat(context.path("http").path("sourceIp").asText()).isEqualTo("127.0.0.1");
        assertThat(context.path("http").path("userAgent").asText()).isEqualTo("test/echo");
        assertThat(context.path("stage").asText()).isEqualTo("$default");
        assertThat(context.path("time").asText()).matches("\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d \\+0000");
        assertThat(context.path("timeEpoch").isIntegralNumber()).isTrue();
        assertThat(response.headers().firstValue("x-amzn-RequestId"))
                .hasValue(context.path("requestId").asText());
        assertThat(response.headers().firstValue("X-Amzn-Trace-Id"))
                .hasValue(event.path("headers").path("x-amzn-trace-id").asText());
        assertThat(event.has("body")).isFalse();
        assertThat(event.has("queryStringParameters")).isFalse();
    }

    @Test
    void bodiesThatAreNoTextAreBase64() {
        byte[] bytes = {0, (byte) 0xff, 7};
        for (String type : List.of("application/octet-stream", "multipart/form-data; boundary=x", "image/png")) {
            JsonNode event = event(url.send("PUT", "/", Map.of("Content-Type", type), bytes));
            assertThat(event.path("body").asText()).as(type).isEqualTo("AP8H");
            assertThat(event.path("isBase64Encoded").asBoolean()).isTrue();
        }
        // It says that it is text, and is not.
        assertThat(event(url.send("PUT", "/", Map.of("Content-Type", "text/plain"), bytes))
                        .path("body")
                        .asText())
                .isEqualTo("AP8H");
    }

    @Test
    void aResultWithAStatusSaysTheWholeAnswer() {
        HttpResponse<String> response = reply("headers=\ncookies=\nbody=hello");

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEqualTo("hello");
        assertThat(response.headers().allValues("my-header")).containsExactly("own");
        assertThat(response.headers().allValues("content-type")).containsExactly("text/plain");
        assertThat(response.headers().allValues("set-cookie")).containsExactly("a=1; Path=/", "b=2");
        assertThat(response.headers().allValues("date")).hasSize(1).doesNotContain("never");
        assertThat(response.headers().firstValue("x-amzn-remapped-date")).hasValue("never");

        assertThat(reply("status=418\nbody=i'm a teapot").statusCode()).isEqualTo(418);
        assertThat(reply("encoded=\nbody=SGk=").body()).isEqualTo("Hi");
        assertThat(reply("status=204").body()).isEmpty();
    }

    @Test
    void aResultWithoutAStatusIsTheBody() {
        HttpResponse<String> string = reply("string=hello");
        assertThat(string.statusCode()).isEqualTo(200);
        assertThat(string.body()).isEqualTo("hello");
        assertThat(string.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(reply("list=").body()).isEqualTo("[\"hello\",3,true]");
        assertThat(reply("null=").body()).isEqualTo("null");
    }

    @Test
    void failuresAndWhatIsNoAnswerAreABadGateway() {
        for (String wanted : List.of("status=high", "status=42", "evil=", "object=", "encoded=\nbody=%%%")) {
            assertBadGateway(reply(wanted));
        }
        assertBadGateway(url.get("/fail"));
    }

    private static void assertBadGateway(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).isEqualTo("Internal Server Error");
        assertThat(response.headers().firstValue("x-amzn-RequestId")).isPresent();
    }

    @Test
    void aTimeoutIsABadGateway() {
        lambda.create(LambdaFixture.request("slow", lambda.adminRole(), HandlerZip.handler(HANDLER))
                .timeout(1));
        UrlClient slow = UrlClient.open(lambda.client(), "slow");
        assertBadGateway(slow.get("/hang"));
    }

    @Test
    void aHeadHasTheHeadersOfTheGetAndNoBody() {
        HttpResponse<String> head = url.send("HEAD", "/x", Map.of(), "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("content-length").orElse("0")).matches("[1-9]\\d*");
        assertThat(event(url.send("OPTIONS", "/x", Map.of(), ""))
                        .path("requestContext")
                        .path("http")
                        .path("method")
                        .asText())
                .isEqualTo("OPTIONS");
    }

    @Test
    void requestsAboveSixMegabytesAreTooLarge() {
        HttpResponse<String> response =
                url.send("POST", "/", Map.of("Content-Type", "text/plain"), "x".repeat(6 * 1024 * 1024));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.headers().firstValue("x-amzn-ErrorType")).hasValue("RequestTooLargeException");
        assertThat(response.body())
                .isEqualTo(
                        "{\"message\":\"Request must be smaller than 6291456 bytes for the InvokeFunction operation\"}");
    }

    @Test
    void noReservedConcurrencyThrottlesAllRequests() {
        lambda.create(LambdaFixture.request("off", lambda.adminRole(), HandlerZip.handler(HANDLER)));
        UrlClient off = UrlClient.open(lambda.client(), "off");
        lambda.client().putFunctionConcurrency(put -> put.functionName("off").reservedConcurrentExecutions(0));

        HttpResponse<String> response = off.get("/");
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("x-amzn-ErrorType")).hasValue("TooManyRequestsException");
        assertThat(response.body())
                .isEqualTo(
                        "{\"Reason\":\"ReservedFunctionConcurrentInvocationLimitExceeded\",\"Type\":\"User\",\"message\":\"Rate Exceeded.\"}");
    }

    @Test
    void metricsCountTheRequestsAndWhatCameOfThem() {
        lambda.create(LambdaFixture.request("counted", lambda.adminRole(), HandlerZip.handler(HANDLER)));
        UrlClient counted = UrlClient.open(lambda.client(), "counted");
        assertThat(counted.get("/").statusCode()).isEqualTo(200);
        assertThat(counted.get("/fail").statusCode()).isEqualTo(502);
        lambda.client().updateFunctionUrlConfig(update -> update.functionName("counted")
                .authType(FunctionUrlAuthType.AWS_IAM));
        assertThat(counted.get("/").statusCode()).isEqualTo(403);

        CloudWatchClient metrics = CLOUD.client(CloudWatchClient.builder());
        assertThat(sum(metrics, "UrlRequestCount")).isEqualTo(3);
        assertThat(sum(metrics, "Url4xxCount")).isEqualTo(1);
        assertThat(sum(metrics, "Url5xxCount")).isEqualTo(1);
        assertThat(sum(metrics, "UrlRequestLatency")).isPositive();
    }

    private static double sum(CloudWatchClient metrics, String name) {
        Instant now = CLOUD.cloud().environment().clock().instant();
        return metrics
                .getMetricStatistics(get -> get.namespace("AWS/Lambda")
                        .metricName(name)
                        .dimensions(Dimension.builder()
                                .name("FunctionName")
                                .value("counted")
                                .build())
                        .period(60)
                        .statistics(Statistic.SUM)
                        .startTime(now.minusSeconds(600))
                        .endTime(now.plusSeconds(60)))
                .datapoints()
                .stream()
                .mapToDouble(Datapoint::sum)
                .sum();
    }

    @Test
    void theUrlAnswersPreflightsAndItsHeadersTakeTheFunctionsPlace() {
        lambda.create(LambdaFixture.request("cors", lambda.adminRole(), HandlerZip.handler("""
                return Map.of("statusCode", 200, "headers", Map.of("Access-Control-Allow-Origin", "own"));""")));
        UrlClient cors = UrlClient.open(lambda.client(), "cors");
        Map<String, String> preflight = Map.of("Origin", "https://a.example", "Access-Control-Request-Method", "PUT");
        assertThat(cors.send("GET", "/", Map.of("Origin", "https://a.example"), "")
                        .headers()
                        .firstValue("access-control-allow-origin"))
                .hasValue("own");

        lambda.client().updateFunctionUrlConfig(update -> update.functionName("cors")
                .authType(FunctionUrlAuthType.AWS_IAM)
                .cors(given -> given.allowOrigins("https://a.example")
                        .allowMethods("PUT", "GET")
                        .allowHeaders("X-Own")
                        .exposeHeaders("X-Shown")
                        .allowCredentials(true)
                        .maxAge(300)));

        HttpResponse<String> answer = cors.send("OPTIONS", "/any", preflight, "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("access-control-allow-origin")).hasValue("https://a.example");
        assertThat(answer.headers().firstValue("access-control-allow-methods")).hasValue("PUT,GET");
        assertThat(answer.headers().firstValue("access-control-allow-headers")).hasValue("X-Own");
        assertThat(answer.headers().firstValue("access-control-allow-credentials"))
                .hasValue("true");
        assertThat(answer.headers().firstValue("access-control-max-age")).hasValue("300");
        lambda.client()
                .updateFunctionUrlConfig(update -> update.functionName("cors").authType(FunctionUrlAuthType.NONE));
        HttpResponse<String> allowed = cors.send("GET", "/", Map.of("Origin", "https://a.example"), "");
        assertThat(allowed.headers().allValues("access-control-allow-origin")).containsExactly("https://a.example");
        assertThat(allowed.headers().firstValue("access-control-expose-headers"))
                .hasValue("X-Shown");
        assertThat(cors.send("GET", "/", Map.of("Origin", "https://b.example"), "")
                        .headers()
                        .firstValue("access-control-allow-origin"))
                .isEmpty();
    }
}
