package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.SdkState;
import dev.labctl.localcloud.identity.Access;
import java.math.BigInteger;
import java.net.URI;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.lambda.model.Cors;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.InvokeMode;
import software.amazon.awssdk.services.lambda.model.ListFunctionUrlConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionUrlConfigsResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigResponse;

/**
 * The URLs of functions and aliases: {@code http://127.0.0.1:<port>/}, each with a port that it keeps.
 *
 * <p>The ports lie below those that systems give out by themselves, so that a URL finds its own free after a restart.
 */
final class FunctionUrls {
    private static final Logger LOG = LoggerFactory.getLogger(FunctionUrls.class);
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 10_000;
    private static final int ID_LENGTH = 32;
    private static final int HEXADECIMAL = 16;
    private static final int DIGITS_AND_LETTERS = 36;
    private static final int LONGEST_METHOD = 6;
    private static final int LONGEST_AGE = 86_400;
    private static final Cors NO_CORS = Cors.builder().build();
    private static final String QUALIFIER = "((?!^\\d+$)^[0-9a-zA-Z-_]+$)";

    private final CloudEnvironment cloud;
    private final Functions functions;
    private final Map<String, Integer> open = new ConcurrentHashMap<>();

    FunctionUrls(CloudEnvironment cloud, Functions functions) {
        this.cloud = cloud;
        this.functions = functions;
    }

    void register(Operations operations) {
        operations.on(
                CreateFunctionUrlConfigRequest.class,
                (q, call) -> List.of(access(
                        "lambda:CreateFunctionUrlConfig",
                        FunctionRef.of(q.functionName(), q.qualifier(), call),
                        q.authTypeAsString())),
                this::create);
        operations.on(
                UpdateFunctionUrlConfigRequest.class,
                (q, call) -> List.of(access(
                        "lambda:UpdateFunctionUrlConfig",
                        FunctionRef.of(q.functionName(), q.qualifier(), call),
                        q.authTypeAsString())),
                this::update);
        operations.on(
                GetFunctionUrlConfigRequest.class,
                (q, call) -> List.of(access(
                        "lambda:GetFunctionUrlConfig", FunctionRef.of(q.functionName(), q.qualifier(), call), null)),
                this::get);
        operations.on(
                DeleteFunctionUrlConfigRequest.class,
                (q, call) -> List.of(access(
                        "lambda:DeleteFunctionUrlConfig", FunctionRef.of(q.functionName(), q.qualifier(), call), null)),
                this::delete);
        operations.on(
                ListFunctionUrlConfigsRequest.class,
                AccessRule.on("lambda:ListFunctionUrlConfigs", (q, call) -> FunctionRef.of(q.functionName(), null, call)
                        .functionArn()),
                this::list);
    }

    /** A permission with the condition keys of function URLs: the auth type that is asked for, else the one there is. */
    private Access access(String action, FunctionRef function, @Nullable String askedType) {
        Access access = Access.to(action, function.arn()).with("lambda:FunctionArn", function.arn());
        String type = askedType == null
                ? find(function).map(FunctionUrlConfig::authTypeAsString).orElse(null)
                : askedType;
        return type == null ? access : access.with("lambda:FunctionUrlAuthType", type);
    }

    /** The function or alias; a URL leads to no version. */
    private static FunctionRef target(String functionName, @Nullable String qualifier, Call call) {
        FunctionRef function = FunctionRef.of(functionName, qualifier, call);
        new Constraints().pattern(function.qualifier(), "qualifier", QUALIFIER).check();
        return function;
    }

    private Optional<FunctionUrlConfig> find(FunctionRef function) {
        return functions.urls().get(Functions.qualifiedKey(function));
    }

    private FunctionUrlConfig existing(FunctionRef function) {
        return find(function).orElseThrow(LambdaErrors::resourceNotFound);
    }

    private static void validate(@Nullable String authType, @Nullable String invokeMode, @Nullable Cors cors) {
        new Constraints()
                .range(cors == null ? null : cors.maxAge(), "cors.maxAge", 0, LONGEST_AGE)
                .oneOf(authType, "authType", List.of("NONE", "AWS_IAM"))
                .oneOf(invokeMode, "invokeMode", List.of("RESPONSE_STREAM", "BUFFERED"))
                .check();
        if (InvokeMode.RESPONSE_STREAM.toString().equals(invokeMode)) {
            throw LambdaErrors.notImplemented("function URLs with InvokeMode RESPONSE_STREAM");
        }
        if (cors != null && cors.allowMethods().stream().anyMatch(method -> method.length() > LONGEST_METHOD)) {
            throw AwsError.validation(
                    "1 validation error detected: Value '%s' at 'cors.allowMethods' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 6, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: .*, Member must not be null]"
                            .formatted(cors.allowMethods()));
        }
    }

    private CreateFunctionUrlConfigResponse create(CreateFunctionUrlConfigRequest request, Call call) {
        FunctionRef function = target(request.functionName(), request.qualifier(), call);
        validate(request.authTypeAsString(), request.invokeModeAsString(), request.cors());
        requireNew(function);
        String created = cloud.clock().instant().truncatedTo(ChronoUnit.MILLIS).toString();
        int port = openAny(function, id(function, created));
        FunctionUrlConfig config = FunctionUrlConfig.builder()
                .functionUrl("http://127.0.0.1:" + port + "/")
                .functionArn(function.arn())
                .authType(request.authTypeAsString())
                .cors(NO_CORS.equals(request.cors()) ? null : request.cors())
                .invokeMode(request.invokeModeAsString())
                .creationTime(created)
                .lastModifiedTime(created)
                .build();
        try {
            functions.change(() -> {
                requireNew(function);
                functions.urls().put(Functions.qualifiedKey(function), config);
                return true;
            });
        } catch (RuntimeException e) {
            cloud.sites().close(port);
            throw e;
        }
        open.put(Functions.qualifiedKey(function), port);
        CreateFunctionUrlConfigResponse.Builder response =
                SdkState.copy(config, CreateFunctionUrlConfigResponse.builder());
        response.sdkHttpResponse(Http.CREATED);
        return response.build();
    }

    private void requireNew(FunctionRef function) {
        boolean isThere = function.qualifier() == null
                ? functions.find(function, FunctionRef.LATEST).isPresent()
                : functions.alias(function).isPresent();
        if (!isThere) {
            throw LambdaErrors.notFound("Function does not exist");
        }
        if (find(function).isPresent()) {
            throw LambdaErrors.conflict(
                    "Failed to create function url config for [functionArn = %s]. Error message:  FunctionUrlConfig exists for this Lambda function"
                            .formatted(function.arn()));
        }
    }

    private UpdateFunctionUrlConfigResponse update(UpdateFunctionUrlConfigRequest request, Call call) {
        FunctionRef function = target(request.functionName(), request.qualifier(), call);
        validate(request.authTypeAsString(), request.invokeModeAsString(), request.cors());
        FunctionUrlConfig updated = functions.change(() -> {
            FunctionUrlConfig.Builder changed = existing(function).toBuilder()
                    .lastModifiedTime(cloud.clock()
                            .instant()
                            .truncatedTo(ChronoUnit.MILLIS)
                            .toString());
            if (request.authTypeAsString() != null) {
                changed.authType(request.authTypeAsString());
            }
            if (request.cors() != null) {
                changed.cors(NO_CORS.equals(request.cors()) ? null : request.cors());
            }
            if (request.invokeModeAsString() != null) {
                changed.invokeMode(request.invokeModeAsString());
            }
            FunctionUrlConfig config = changed.build();
            functions.urls().put(Functions.qualifiedKey(function), config);
            return config;
        });
        return SdkState.copy(updated, UpdateFunctionUrlConfigResponse.builder()).build();
    }

    private GetFunctionUrlConfigResponse get(GetFunctionUrlConfigRequest request, Call call) {
        FunctionRef function = target(request.functionName(), request.qualifier(), call);
        return SdkState.copy(described(existing(function)), GetFunctionUrlConfigResponse.builder())
                .build();
    }

    /** With the invoke mode even where none was asked for. */
    private static FunctionUrlConfig described(FunctionUrlConfig config) {
        return config.invokeMode() == null
                ? config.toBuilder().invokeMode(InvokeMode.BUFFERED).build()
                : config;
    }

    private DeleteFunctionUrlConfigResponse delete(DeleteFunctionUrlConfigRequest request, Call call) {
        FunctionRef function = target(request.functionName(), request.qualifier(), call);
        functions.change(() -> {
            existing(function);
            return functions.urls().remove(Functions.qualifiedKey(function));
        });
        closeGone();
        DeleteFunctionUrlConfigResponse.Builder response = DeleteFunctionUrlConfigResponse.builder();
        response.sdkHttpResponse(Http.NO_CONTENT);
        return response.build();
    }

    private ListFunctionUrlConfigsResponse list(ListFunctionUrlConfigsRequest request, Call call) {
        FunctionRef function = FunctionRef.of(request.functionName(), null, call);
        if (functions.find(function, FunctionRef.LATEST).isEmpty()) {
            throw LambdaErrors.notFound("Function does not exist");
        }
        List<FunctionUrlConfig> all = functions.urls().under(function.key() + "/").stream()
                .map(FunctionUrls::described)
                .toList();
        Pages<FunctionUrlConfig> page = Pages.of(all, request.marker(), request.maxItems());
        return ListFunctionUrlConfigsResponse.builder()
                .functionUrlConfigs(page.items())
                .nextMarker(page.nextMarker())
                .build();
    }

    /** Takes a free port that no other URL calls its own. */
    private int openAny(FunctionRef function, String id) {
        List<Integer> owned =
                functions.urls().under("").stream().map(FunctionUrls::port).toList();
        int start = ThreadLocalRandom.current().nextInt(PORTS);
        for (int i = 0; i < PORTS; i++) {
            int port = FIRST_PORT + (start + i) % PORTS;
            if (!owned.contains(port) && cloud.sites().open(port, site(function, id))) {
                return port;
            }
        }
        throw new IllegalStateException("no port from " + FIRST_PORT + " on is free for a function URL");
    }

    private FunctionUrlSite site(FunctionRef function, String id) {
        return new FunctionUrlSite(cloud, functions, function, id);
    }

    private static int port(FunctionUrlConfig config) {
        return URI.create(config.functionUrl()).getPort();
    }

    /** The id in the URL's host name at AWS: the same for as long as the URL exists. */
    private static String id(FunctionRef function, String creationTime) {
        String digest = CodeStore.hex(CodeStore.digestOf(function.arn() + "/" + creationTime));
        return new BigInteger(digest, HEXADECIMAL).toString(DIGITS_AND_LETTERS).substring(0, ID_LENGTH);
    }

    /** Closes the ports of URLs that are no more, as when their function was deleted. */
    void closeGone() {
        open.forEach((key, port) -> {
            if (functions.urls().get(key).isEmpty() && open.remove(key, port)) {
                cloud.sites().close(port);
            }
        });
    }

    /** Takes the ports of all URLs again. */
    void resume() {
        for (FunctionUrlConfig config : functions.urls().under("")) {
            FunctionRef function = FunctionRef.ofArn(config.functionArn());
            if (function == null) {
                continue;
            }
            int port = port(config);
            if (cloud.sites().open(port, site(function, id(function, config.creationTime())))) {
                open.put(Functions.qualifiedKey(function), port);
            } else {
                LOG.error("{} of {} is not served: its port is taken", config.functionUrl(), config.functionArn());
            }
        }
    }
}
