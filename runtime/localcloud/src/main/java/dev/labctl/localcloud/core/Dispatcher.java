package dev.labctl.localcloud.core;

import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.identity.Authorizer;
import dev.labctl.localcloud.identity.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;

/**
 * Hands a request to the service that implements it, after the caller's permissions were checked.
 *
 * <p>The gateway's requests and the calls of one service to another take the same way, so a function's role, a
 * notification's permission and a stack's deployer are held to their policies alike.
 */
public final class Dispatcher {
    private final Authorizer authorizer;
    private final String accountId;
    private final Map<Class<?>, Operation<?, ?>> operations = new LinkedHashMap<>();

    public Dispatcher(Authorizer authorizer, String accountId) {
        this.authorizer = authorizer;
        this.accountId = accountId;
    }

    /** Makes a service's operations callable. Done once for each service at start. */
    public void add(Operations added) {
        for (Operation<?, ?> operation : added.all()) {
            if (operations.putIfAbsent(operation.requestType(), operation) != null) {
                throw new IllegalStateException(
                        "operation registered twice: " + operation.requestType().getName());
            }
        }
    }

    /** Whether some service implements the operation with this request class. */
    public boolean implementsOperation(Class<?> requestType) {
        return operations.containsKey(requestType);
    }

    /**
     * Calls an operation without a stream, as {@code caller}.
     *
     * @throws AwsError as the operation does; AccessDenied when the caller may not
     */
    public <R extends SdkResponse> R call(Caller caller, SdkRequest request, Class<R> responseType) {
        return responseType.cast(dispatch(request, null, callOf(caller)));
    }

    /** Calls an operation that takes a stream, for instance S3 PutObject. */
    public <R extends SdkResponse> R upload(Caller caller, SdkRequest request, Upload body, Class<R> responseType) {
        return responseType.cast(dispatch(request, body, callOf(caller)));
    }

    /** Calls an operation that answers with a stream, for instance S3 GetObject. */
    @SuppressWarnings("unchecked") // a Downloading operation answers with a Download of its response type
    public <R extends SdkResponse> Download<R> download(Caller caller, SdkRequest request, Class<R> responseType) {
        Download<R> download = (Download<R>) dispatch(request, null, callOf(caller));
        return new Download<>(responseType.cast(download.response()), download.contentLength(), download.body());
    }

    /**
     * Authorizes and runs one request.
     *
     * @param body the stream of an uploading operation, else null
     * @return the response, or a {@link Download} for a downloading operation
     */
    public Object dispatch(SdkRequest request, @Nullable Upload body, Call call) {
        Operation<?, ?> operation = operations.get(request.getClass());
        if (operation == null) {
            String name = request.getClass().getSimpleName();
            throw AwsError.of(
                    501,
                    "NotImplemented",
                    "The local cloud does not implement " + name.substring(0, name.length() - "Request".length())
                            + ". `labctl local coverage` lists what it does.");
        }
        return run(operation, request, body, call);
    }

    private <Q extends SdkRequest, R extends SdkResponse> Object run(
            Operation<Q, R> operation, SdkRequest untyped, @Nullable Upload body, Call call) {
        Q request = operation.requestType().cast(untyped);
        for (Access access : operation.access().of(request, call)) {
            require(call.caller(), RequestTags.added(access, request));
        }
        if (operation instanceof Operation.Plain<Q, R> plain) {
            return plain.handler().handle(request, call);
        }
        if (operation instanceof Operation.Downloading<Q, R> downloading) {
            return downloading.handler().handle(request, call);
        }
        Operation.Uploading<Q, R> uploading = (Operation.Uploading<Q, R>) operation;
        return uploading.handler().handle(request, body == null ? EmptyUpload.INSTANCE : body, call);
    }

    /**
     * Returns when the caller has this permission.
     *
     * @throws AwsError 403 {@code AccessDenied}, which the gateway renders as the protocol's own code, naming principal,
     *     action and resource as AWS does
     */
    public void require(Caller caller, Access access) {
        Authorizer.Decision decision = authorizer.decide(caller.principal(), access, caller.conditions());
        if (!decision.isAllowed()) {
            throw refusal(caller, access, decision.reason());
        }
    }

    /**
     * The error for a permission that the caller does not have. S3 quotes the resource, and tells who did not sign nothing.
     *
     * @param reason why, as {@link Authorizer.Decision} says it
     */
    public static AwsError refusal(Caller caller, Access access, String reason) {
        boolean isS3 = access.action().startsWith("s3:");
        if (isS3 && caller.principal().type() == Principal.Type.ANONYMOUS) {
            return AwsError.of(403, "AccessDenied", "Access Denied");
        }
        String resource = isS3 ? '"' + access.resource() + '"' : access.resource();
        String refusal = "User: %s is not authorized to perform: %s on resource: %s %s"
                .formatted(caller.principal().arn(), access.action(), resource, reason);
        return AwsError.of(403, "AccessDenied", refusal.strip());
    }

    private Call callOf(Caller caller) {
        return new Call(UUID.randomUUID().toString(), caller, accountId, Map.of(), Map.of());
    }
}
