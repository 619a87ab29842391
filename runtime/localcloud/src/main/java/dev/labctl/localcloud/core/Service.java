package dev.labctl.localcloud.core;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One AWS service: a state machine over the SDK's request and response classes.
 *
 * <p>A service lives in one package, {@code service.<name>}, keeps its state in its own tables of the {@link
 * dev.labctl.localcloud.store.Store} (names start with {@code <name>.}), and never touches another service's classes:
 * it calls it through {@link Dispatcher}, as a principal, as AWS's services do.
 *
 * <p>Registered with {@code @AutoService(ServiceFactory.class)} on a nested factory; no other file names it.
 */
public interface Service {
    /** What the service is on the wire: its SDK client, signing name and protocols. */
    ServiceDefinition definition();

    /** Names on the wire that the SDK's metadata does not tell. */
    default WireNames wireNames() {
        return WireNames.FROM_METADATA;
    }

    /** Registers the operations the service implements. Called once, before {@link #start}. */
    void register(Operations operations);

    /** The CloudFormation resource types this service owns. */
    default List<ResourceType> resourceTypes() {
        return List.of();
    }

    /**
     * The policy document (JSON) attached to the resource with this ARN, for instance a bucket policy for an object of
     * the bucket. Asked for ARNs of the service's own ARN namespace.
     */
    default Optional<String> resourcePolicy(String arn) {
        return Optional.empty();
    }

    /**
     * The tags of the resource with this ARN, for policies that ask for {@code aws:ResourceTag}; empty where AWS's
     * service does not tell policies of tags.
     */
    default Map<String, String> resourceTags(String arn) {
        return Map.of();
    }

    /**
     * Takes what somebody puts to a URL that the service gave out, {@code PUT /_labctl/callback/<service>/<path>}. The
     * request is not signed: the path must be a secret of its own, as a presigned URL is.
     *
     * @return the HTTP status of the answer; 404 when the service gave out no such path
     */
    default int callback(String path, byte[] body) {
        return 404;
    }

    /**
     * What an administrator may read of the service's files, {@code GET /_labctl/files/<service>/<path>}, for instance a
     * log on an instance's disk.
     *
     * @param offset the first byte that is wanted
     * @return the bytes from there on, as many as fit an answer, none at its end; empty where there is no such file
     */
    default Optional<byte[]> file(String path, long offset) {
        return Optional.empty();
    }

    /**
     * What the cloud's own page shows of a resource and no operation of AWS's tells, for instance a queue's messages
     * without receiving them. Changes nothing.
     *
     * @param name the resource's name in the region
     * @return the parts, in order, each by the names of its members; none where there is nothing to tell
     */
    default List<Map<String, Object>> inside(String region, String name) {
        return List.of();
    }

    /** Takes up work that was under way when the cloud last stopped: timers, deliveries, processes. */
    default void start() {}

    /** Ends threads and processes the service started. State is already committed. */
    default void stop() {}
}
