package dev.labctl.localcloud.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.recorded.Recording;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;

/** Functions of AWS's Java runtimes do again what they were recorded doing on AWS. */
@Tag("long")
final class RecordedRuntimesTest {
    private static final String COMMON = "lambda_.test_lambda_common.JAVA-ONLY.snapshot.json";
    private static final String RUNTIMES = "lambda_.test_lambda_runtimes.JAVA-ONLY.snapshot.json";

    /** Where AWS keeps the parts of an execution environment, and words that stand for what differs. */
    private static final String VARYING =
            "/var/(task|runtime|lang)|/opt(?=/)|169\\.254\\.100\\.1(:9001)?|^date$" + "|^62$|<<code-sha-256>:\\d>";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private LambdaFixture lambda;

    @SuppressWarnings("NullAway.Init") // set before each test
    private LambdaClient client;

    @BeforeEach
    void connect() {
        lambda = new LambdaFixture(cloud);
        client = lambda.client();
    }

    private CreateFunctionRequest.Builder request(String runtime, String handler, SdkBytes zip) {
        return CreateFunctionRequest.builder()
                .functionName("f")
                .role(lambda.adminRole())
                .runtime(runtime)
                .handler(handler)
                .memorySize(1024)
                .code(code -> code.zipFile(zip));
    }

    private ObjectNode create(CreateFunctionRequest.Builder request) {
        ObjectNode shown = RecordedLambda.shown(client.createFunction(request.build()));
        client.waiter().waitUntilFunctionActiveV2(wait -> wait.functionName("f"));
        return shown;
    }

    /** What the helper that made the recorded functions gave back. */
    private static JsonNode created(ObjectNode function) {
        ObjectNode both = JsonMapper.builder().build().createObjectNode();
        both.putNull("CreateEventSourceMappingResponse");
        both.set("CreateFunctionResponse", function);
        return both;
    }

    private ObjectNode invoke(String payload) {
        return RecordedLambda.shown(
                client.invoke(invoke -> invoke.functionName("f").payload(SdkBytes.fromUtf8String(payload))));
    }

    private static Recording recording(String file, String test) {
        return Recording.of(file, test, VARYING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"java8.al2", "java11", "java17", "java21", "java25"})
    void aHandlerSeesItsFunctionAndItsEnvironment(String runtime) {
        Recording recorded = withoutTraceVariable(recording(COMMON, "test_introspection_invoke[" + runtime + "]"));
        SdkBytes zip = HandlerZip.of("echo/Handler", """
                package echo;
                import com.amazonaws.services.lambda.runtime.*;
                import java.util.*;
                public class Handler implements RequestHandler<Map<String, Object>, Object> {
                    public Object handleRequest(Map<String, Object> event, Context context) {
                        Map<String, Object> told = new HashMap<>();
                        told.put("aws_request_id", context.getAwsRequestId());
                        told.put("function_name", context.getFunctionName());
                        told.put("function_version", context.getFunctionVersion());
                        told.put("invoked_function_arn", context.getInvokedFunctionArn());
                        told.put("log_group_name", context.getLogGroupName());
                        told.put("log_stream_name", context.getLogStreamName());
                        told.put("memory_limit_in_mb", String.valueOf(context.getMemoryLimitInMB()));
                        told.put("remaining_time_in_millis", context.getRemainingTimeInMillis());
                        return Map.of("ctx", told, "environment", System.getenv(), "packages", List.of());
                    }
                }
                """);

        recorded.match(
                "create_function_result",
                create(request(runtime, "echo.Handler", zip)
                        .environment(environment -> environment.variables(Map.of("TEST_KEY", "TEST_VAL")))));
        recorded.match("invocation_result_payload", own(invoke("{}").path("Payload"), runtime));
        recorded.match(
                "invocation_result_payload_qualified",
                own(
                        RecordedLambda.shown(client.invoke(
                                        invoke -> invoke.functionName("f").qualifier("$LATEST")))
                                .path("Payload"),
                        runtime));
    }

    /** AWS tells the older runtimes each event's trace in a variable, which no Java process can be told once it runs. */
    private static Recording withoutTraceVariable(Recording recorded) {
        JsonNode answers = recorded.answers().deepCopy();
        answers.findParents("_X_AMZN_TRACE_ID").forEach(parent -> ((ObjectNode) parent).remove("_X_AMZN_TRACE_ID"));
        return new Recording(answers, recorded.varying());
    }

    /**
     * Without the variables that only this cloud needs: where it is, a locale that every system has, and a descriptor
     * that AWS's client takes away from the older runtimes.
     */
    private static JsonNode own(JsonNode payload, String runtime) {
        ObjectNode environment = (ObjectNode) payload.path("environment");
        assertThat(environment.remove(List.of("AWS_ENDPOINT_URL", "LC_ALL"))).isNotEmpty();
        if (runtime.equals("java8.al2") || runtime.equals("java11")) {
            environment.remove("_LAMBDA_TELEMETRY_LOG_FD");
        }
        return payload;
    }

    @ParameterizedTest
    @ValueSource(strings = {"java8.al2", "java11", "java17", "java21", "java25"})
    void anUncaughtExceptionIsTold(String runtime) {
        Recording recorded = recording(COMMON, "test_uncaught_exception_invoke[" + runtime + "]");
        SdkBytes zip = HandlerZip.of("echo/Handler", """
                package echo;
                import com.amazonaws.services.lambda.runtime.*;
                import java.util.*;
                public class Handler implements RequestHandler<Map<String, String>, String> {
                    public String handleRequest(Map<String, String> event, Context context) {
                        throw new RuntimeException("Error: " + event.get("error_msg"));
                    }
                }
                """);

        recorded.match("create_function_result", create(request(runtime, "echo.Handler", zip)));
        recorded.match("error_result", invoke("{\"error_msg\":\"some_error_msg\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"java8.al2", "java11", "java17", "java21", "java25"})
    void aFunctionMayStartTheRuntimeWithItsOwnScript(String runtime) {
        Recording recorded = Recording.of(COMMON, "test_runtime_wrapper_invoke[" + runtime + "]", "^date$");
        Map<String, byte[]> entries = new LinkedHashMap<>(HandlerZip.compile("echo/Handler", """
                package echo;
                import com.amazonaws.services.lambda.runtime.*;
                import java.util.*;
                public class Handler implements RequestHandler<Map<String, Object>, Object> {
                    public Object handleRequest(Map<String, Object> event, Context context) {
                        return System.getenv("WRAPPER_VAR");
                    }
                }
                """));
        entries.put("environment_wrapper", HandlerZip.utf8("""
                #!/bin/sh
                export WRAPPER_VAR="as wrapped"
                exec "$@"
                """));

        recorded.match(
                "create_function_result",
                create(request(runtime, "echo.Handler", HandlerZip.executable(entries, "environment_wrapper"))
                        .environment(environment -> environment.variables(
                                Map.of("AWS_LAMBDA_EXEC_WRAPPER", "/var/task/environment_wrapper")))));
        assertThat(invoke("{}").path("Payload").asText()).isEqualTo("as wrapped");
    }

    @Test
    void librariesComeInAnyOfTheirForms() {
        Recording recorded = recording(RUNTIMES, "test_java_runtime_with_lib");
        Map<String, byte[]> classes = HandlerZip.compile("cloud/localstack/sample/LambdaHandlerWithLib", """
                package cloud.localstack.sample;
                import com.amazonaws.services.lambda.runtime.*;
                import java.util.*;
                public class LambdaHandlerWithLib implements RequestHandler<Map<String, String>, String> {
                    public String handleRequest(Map<String, String> event, Context context) {
                        return Library.json("echo", event.get("echo"));
                    }
                }
                class Library {
                    static String json(String name, String value) {
                        return "{\\"" + name + "\\":\\"" + value + "\\"}";
                    }
                }
                """);
        String main = "cloud/localstack/sample/LambdaHandlerWithLib.class";
        Map<String, byte[]> handler = Map.of(main, bytes(classes, main));
        Map<String, byte[]> library = new LinkedHashMap<>(classes);
        library.remove(main);
        Map<String, byte[]> flat = new LinkedHashMap<>(handler);
        flat.put("lib/library.jar", jar(library));
        Map<String, byte[]> jars = new LinkedHashMap<>();
        jars.put("lib/library.jar", jar(library));
        jars.put("lib/main.jar", jar(handler));

        for (Map.Entry<String, Map<String, byte[]>> form : List.of(
                Map.entry("jar-with-lib", flat),
                Map.entry("zip-with-lib", jars),
                Map.entry("zip-with-lib-gradle", flat))) {
            SdkBytes zip = HandlerZip.zip(form.getValue());
            recorded.match("create-result-" + form.getKey(), created(create(java11("LambdaHandlerWithLib", zip))));
            recorded.match("invoke-result-" + form.getKey(), asText(invoke("{\"echo\":\"echo\"}")));
            client.deleteFunction(delete -> delete.functionName("f"));
        }
    }

    private static byte[] bytes(Map<String, byte[]> classes, String name) {
        return java.util.Objects.requireNonNull(classes.get(name), name);
    }

    private static byte[] jar(Map<String, byte[]> entries) {
        return HandlerZip.zip(entries).asByteArray();
    }

    private CreateFunctionRequest.Builder java11(String className, SdkBytes zip) {
        return request("java11", "cloud.localstack.sample." + className, zip)
                .memorySize(128)
                .timeout(30)
                .environment(environment -> environment.variables(Map.of()));
    }

    /** The payload as it was sent: some recordings have its text. */
    private static JsonNode asText(ObjectNode answer) {
        return answer.put("Payload", answer.path("Payload").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"java8.al2", "java11", "java17", "java21", "java25"})
    void aHandlerOfStreamsReadsAndWritesBytes(String runtime) {
        Recording recorded = recording(RUNTIMES, "test_stream_handler[" + runtime + "]");
        SdkBytes zip = HandlerZip.of("LambdaStreamHandler", """
                import com.amazonaws.services.lambda.runtime.*;
                import java.io.*;
                public class LambdaStreamHandler implements RequestStreamHandler {
                    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
                        in.readAllBytes();
                        out.write('{');
                        out.write('}');
                    }
                }
                """);

        create(request(runtime, "LambdaStreamHandler", zip));
        recorded.match("invoke_result", invoke("{\"echo\":\"echo\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"java8.al2", "java11", "java17", "java21", "java25"})
    void inputAndOutputMayBeBeans(String runtime) {
        Recording recorded = recording(RUNTIMES, "test_serializable_input_object[" + runtime + "]");
        SdkBytes zip = HandlerZip.of("cloud/localstack/awssdkv1/sample/SerializedInputLambdaHandler", """
                package cloud.localstack.awssdkv1.sample;
                import com.amazonaws.services.lambda.runtime.*;
                public class SerializedInputLambdaHandler
                        implements RequestHandler<SerializedInputLambdaHandler.Bean, SerializedInputLambdaHandler.Bean> {
                    public Bean handleRequest(Bean input, Context context) {
                        input.setValidated(true);
                        return input;
                    }
                    public static class Bean {
                        private String bucket;
                        private String key;
                        private Boolean validated;
                        public String getBucket() { return bucket; }
                        public void setBucket(String bucket) { this.bucket = bucket; }
                        public String getKey() { return key; }
                        public void setKey(String key) { this.key = key; }
                        public Boolean getValidated() { return validated; }
                        public void setValidated(Boolean validated) { this.validated = validated; }
                    }
                }
                """);

        recorded.match(
                "create-result",
                created(create(request(runtime, "cloud.localstack.awssdkv1.sample.SerializedInputLambdaHandler", zip)
                        .memorySize(128)
                        .timeout(30)
                        .environment(environment -> environment.variables(Map.of())))));
        recorded.match("invoke-result", invoke("{\"bucket\":\"test_bucket\",\"key\":\"test_key\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "::handleRequest", "::handleRequestCustom"})
    void theHandlerNamesItsMethodOrItsInterfaceDoes(String method) {
        String className = "LambdaHandlerWithInterfaceAndCustom";
        String label = method.endsWith("Custom") ? "CUSTOM" : "INTERFACE";
        Recording recorded = Recording.of(
                RUNTIMES,
                method.isEmpty()
                        ? "test_java_custom_handler_method_specification[cloud.localstack.sample.%s-%s]"
                                .formatted(className, label)
                        : "%s-%s]".formatted(method.substring(2), label),
                VARYING);
        SdkBytes zip = HandlerZip.of("cloud/localstack/sample/" + className, """
                package cloud.localstack.sample;
                import com.amazonaws.services.lambda.runtime.*;
                import java.util.*;
                public class LambdaHandlerWithInterfaceAndCustom implements RequestHandler<Map<String, String>, String> {
                    public String handleRequest(Map<String, String> event, Context context) {
                        return "INTERFACE";
                    }
                    public String handleRequestCustom(Map<String, String> event, Context context) {
                        return "CUSTOM";
                    }
                }
                """);

        recorded.match("create-result", created(create(java11(className + method, zip))));
        recorded.match("invoke-result", asText(invoke("{\"echo\":\"echo\"}")));
    }

    @Test
    void aTopicIsLetIn() {
        Recording recorded = recording(RUNTIMES, "test_java_lambda_subscribe_sns_topic");
        create(java11("LambdaHandler", HandlerZip.handler("return null;")));

        recorded.match("get-function", RecordedLambda.shown(client.getFunction(get -> get.functionName("f"))));
        recorded.match("add-permission", RecordedLambda.shown(client.addPermission(permission -> permission
                .functionName("f")
                .statementId("from-topic")
                .action("lambda:InvokeFunction")
                .principal("sns.amazonaws.com")
                .sourceArn("arn:aws:sns:us-east-1:123456789012:topic"))));
    }
}
