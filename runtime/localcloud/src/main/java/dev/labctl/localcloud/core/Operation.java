package dev.labctl.localcloud.core;

import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;

/** An implemented operation: its request class, the permissions it needs, and its handler. */
public sealed interface Operation<Q extends SdkRequest, R extends SdkResponse> {
    Class<Q> requestType();

    AccessRule<Q> access();

    /** The operation's name as AWS spells it: the request class's name without {@code Request}. */
    default String name() {
        String simple = requestType().getSimpleName();
        return simple.substring(0, simple.length() - "Request".length());
    }

    /** Members in, members out. */
    record Plain<Q extends SdkRequest, R extends SdkResponse>(
            Class<Q> requestType, AccessRule<Q> access, Operations.Handler<Q, R> handler) implements Operation<Q, R> {}

    /** Members and a stream in, members out. */
    record Uploading<Q extends SdkRequest, R extends SdkResponse>(
            Class<Q> requestType, AccessRule<Q> access, Operations.UploadHandler<Q, R> handler)
            implements Operation<Q, R> {}

    /** Members in, members and a stream out. */
    record Downloading<Q extends SdkRequest, R extends SdkResponse>(
            Class<Q> requestType, AccessRule<Q> access, Operations.DownloadHandler<Q, R> handler)
            implements Operation<Q, R> {}
}
