package dev.labctl.localcloud.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import dev.labctl.localcloud.core.WireNames;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;

/**
 * Every operation of every SDK client on the class path, with random data in all members, both ways through the real
 * client: what the server decodes is what was sent, and what the client decodes is what the server answered.
 */
@Tag("long")
final class WholeSdkRoundTripTest {
    /** Operations that cannot come back equal, and why. */
    private static final String PRESIGNED = "the client sends a presigned URL in place of SourceRegion";

    private static final String EMPTY = "the random data ends with empty structures, which a form cannot say";

    private static final Map<String, String> EXCEPTIONS = Map.ofEntries(
            Map.entry("ListDirectoryBuckets", "the same URI as ListBuckets; AWS tells them apart by host name"),
            Map.entry(
                    "PutBucketAnalyticsConfiguration",
                    "the client insists on members deeper than the random data goes"),
            Map.entry("WriteGetObjectResponse", "its host name carries the route"),
            Map.entry("SendMessage", "the client compares MD5 sums, which are random here"),
            Map.entry("SendMessageBatch", "the client looks for its own entry ids in the answer"),
            Map.entry("ReceiveMessage", "the client compares MD5 sums, which are random here"),
            Map.entry("PutEvents", "with an EndpointId the client signs with SigV4a, for which it lacks the code here"),
            Map.entry("CreateLaunchTemplate", EMPTY),
            Map.entry("CreateLaunchTemplateVersion", EMPTY),
            Map.entry("CreateVpnConnection", EMPTY),
            Map.entry("GetInstanceTypesFromInstanceRequirements", EMPTY),
            Map.entry("GetSpotPlacementScores", EMPTY),
            Map.entry("RequestSpotFleet", EMPTY),
            Map.entry("CopyDBClusterSnapshot", PRESIGNED),
            Map.entry("CopyDBSnapshot", PRESIGNED),
            Map.entry("CreateDBCluster", PRESIGNED),
            Map.entry("CreateDBInstanceReadReplica", PRESIGNED),
            Map.entry("StartDBInstanceAutomatedBackupsReplication", PRESIGNED));

    private static CodecServer server;
    private static SdkHttpClient http;

    @BeforeAll
    static void start() throws Exception {
        server = new CodecServer();
        http = UrlConnectionHttpClient.builder()
                .socketTimeout(Duration.ofSeconds(2))
                .build();
    }

    @AfterAll
    static void stop() {
        http.close();
        server.close();
    }

    static Stream<Class<?>> clients() {
        return SdkClients.onClassPath().stream();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void everyOperationComesBackAsItWasSent(Class<?> clientType) throws Exception {
        ServiceModel model = new ServiceModel(clientType);
        Protocol protocol =
                SdkClients.protocol(clientType, model.operations().iterator().next());
        WireProtocol codec = WireProtocols.of(protocol, WireNames.FROM_METADATA);
        boolean isRest = protocol == Protocol.REST_JSON || protocol == Protocol.REST_XML;
        Optional<RestRouter> router = isRest ? Optional.of(new RestRouter(model.operations())) : Optional.empty();
        Object client = client(clientType);
        Map<String, String> differences = new LinkedHashMap<>();
        for (OperationModel operation : model.operations()) {
            SdkPojo request = new RandomPojos(42).fill(operation.newRequest(), 3);
            SdkPojo response = new RandomPojos(43).fill(operation.newResponse(), 3);
            server.expect(codec, operation, router.orElse(null), response);
            List<String> found = roundTrip(client, operation, request, response);
            if (!found.isEmpty() && !EXCEPTIONS.containsKey(operation.name())) {
                differences.put(operation.name(), String.join("; ", found));
            }
        }
        assertThat(differences).isEmpty();
    }

    private static List<String> roundTrip(Object client, OperationModel operation, SdkPojo request, SdkPojo response)
            throws Exception {
        List<String> differences = new ArrayList<>();
        try {
            SdkPojo answered = (SdkPojo) call(client, operation, request);
            differences("response", response, answered, differences);
        } catch (InvocationTargetException e) {
            differences.add("client: " + e.getCause());
        }
        if (server.failure() != null) {
            differences.add("server: " + server.failure());
        } else if (server.received() == null) {
            differences.add("nothing was received");
        } else {
            differences("request", request, Objects.requireNonNull(server.received()), differences);
        }
        return differences;
    }

    /** Members of {@code sent} that did not arrive equal. What the client adds by itself is no difference. */
    private static void differences(String where, SdkPojo sent, SdkPojo arrived, List<String> found) {
        for (SdkField<?> field : sent.sdkFields()) {
            Object before = Fields.value(field, sent);
            Object after = field.getValueOrDefault(arrived);
            if (before instanceof SdkPojo structure && after instanceof SdkPojo other) {
                differences(where + "." + field.memberName(), structure, other, found);
            } else if (before != null && !before.equals(after)) {
                found.add(where + "." + field.memberName() + " was " + before + ", came as " + after);
            }
        }
    }

    private static Object call(Object client, OperationModel operation, SdkPojo request) throws Exception {
        for (Method method : Arrays.stream(client.getClass().getMethods())
                .filter(m -> m.getParameterCount() > 0 && m.getParameterTypes()[0] == operation.requestType())
                .toList()) {
            method.setAccessible(true);
            Class<?>[] types = method.getParameterTypes();
            if (types.length == 1 && method.getReturnType() == operation.responseType()) {
                return method.invoke(client, request);
            }
            if (types.length == 2 && types[1] == RequestBody.class) {
                return method.invoke(client, request, RequestBody.fromString("body"));
            }
            if (types.length == 2 && types[1] == ResponseTransformer.class) {
                ResponseTransformer<Object, Object> head = (members, stream) -> members;
                return method.invoke(client, request, head);
            }
        }
        throw new IllegalStateException("no method for " + operation.name());
    }

    private static Object client(Class<?> type) throws Exception {
        Object builder = type.getMethod("builder").invoke(null);
        ((AwsSyncClientBuilder<?, ?>) builder).httpClient(http);
        ((AwsClientBuilder<?, ?>) builder)
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIA", "secret")))
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .putAdvancedOption(SdkAdvancedClientOption.DISABLE_HOST_PREFIX_INJECTION, true)
                        .build());
        Method build = builder.getClass().getMethod("build");
        build.setAccessible(true);
        return build.invoke(builder);
    }
}
