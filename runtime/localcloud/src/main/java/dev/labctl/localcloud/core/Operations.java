package dev.labctl.localcloud.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;

/**
 * The operations a service implements, by request class.
 *
 * <p>Filled once, in {@link Service#register}: registering the same request class twice is a programming error and
 * fails at start.
 */
public final class Operations {
    private final Map<Class<? extends SdkRequest>, Operation<?, ?>> byRequest = new LinkedHashMap<>();

    /** An operation whose request and response are plain members. */
    public <Q extends SdkRequest, R extends SdkResponse> void on(
            Class<Q> request, AccessRule<Q> access, Handler<Q, R> handler) {
        add(new Operation.Plain<>(request, access, handler));
    }

    /** An operation whose request ends in a stream of bytes, for instance S3 PutObject. */
    public <Q extends SdkRequest, R extends SdkResponse> void onUpload(
            Class<Q> request, AccessRule<Q> access, UploadHandler<Q, R> handler) {
        add(new Operation.Uploading<>(request, access, handler));
    }

    /** An operation whose response ends in a stream of bytes, for instance S3 GetObject. */
    public <Q extends SdkRequest, R extends SdkResponse> void onDownload(
            Class<Q> request, AccessRule<Q> access, DownloadHandler<Q, R> handler) {
        add(new Operation.Downloading<>(request, access, handler));
    }

    private void add(Operation<?, ?> operation) {
        if (byRequest.putIfAbsent(operation.requestType(), operation) != null) {
            throw new IllegalStateException(
                    "operation registered twice: " + operation.requestType().getName());
        }
    }

    /** The operation that takes this request class; empty when the service does not implement it. */
    public Optional<Operation<?, ?>> find(Class<?> request) {
        return Optional.ofNullable(byRequest.get(request));
    }

    /** All operations, in order of registration. */
    public Iterable<Operation<?, ?>> all() {
        return byRequest.values();
    }

    /** Answers a request or throws {@link AwsError}. */
    @FunctionalInterface
    public interface Handler<Q, R> {
        R handle(Q request, Call call);
    }

    /** Answers a request that carries a stream. */
    @FunctionalInterface
    public interface UploadHandler<Q, R> {
        R handle(Q request, Upload body, Call call);
    }

    /** Answers a request with a stream. */
    @FunctionalInterface
    public interface DownloadHandler<Q, R> {
        Download<R> handle(Q request, Call call);
    }
}
