package dev.labctl.localcloud.core;

import dev.labctl.localcloud.schema.ObjectSchema;
import java.util.Map;
import java.util.Set;

/**
 * One CloudFormation resource type: its schema and how it is created, updated and deleted.
 *
 * <p>A type works through the API of its own service, called as the stack's deployer ({@link ResourceRequest#call}), as
 * CloudFormation does: so permissions, validation and errors are those of the service. A failure is thrown as
 * {@link dev.labctl.localcloud.core.AwsError} and becomes the resource's status reason.
 */
public interface ResourceType {
    /** The type's name, for instance {@code AWS::SQS::Queue}. */
    String name();

    /** The properties the type takes. What the schema does not name fails the change set. */
    ObjectSchema schema();

    /**
     * The attributes that {@code Fn::GetAtt} gives, so that a wrong one is found before anything is created; empty when
     * the type leaves that to the execution.
     */
    default Set<String> attributes() {
        return Set.of();
    }

    /** Whether {@code DeletionPolicy: Snapshot} is allowed, as for databases and volumes; elsewhere it is refused. */
    default boolean takesSnapshots() {
        return false;
    }

    /**
     * Creates the resource and waits until it is usable.
     *
     * <p>May be called again with the same {@link ResourceRequest#token()} when the cloud was killed in between
     * ({@link ResourceRequest#resumed()}): what the first call made is then taken over, not made twice.
     */
    PhysicalResource create(ResourceRequest request);

    /**
     * Changes the resource in place from {@link ResourceRequest#previousProperties()} to the new properties. Not called
     * when a property whose change needs replacement differs.
     */
    PhysicalResource update(ResourceRequest request);

    /** Takes the snapshot that {@code DeletionPolicy: Snapshot} asks for; called before {@link #delete}. */
    default void snapshot(ResourceRequest request) {
        throw new UnsupportedOperationException(name() + " takes no snapshots");
    }

    /** Deletes the resource; succeeds when it is already gone. */
    void delete(ResourceRequest request);

    /**
     * What the stack keeps of a created resource.
     *
     * @param id the physical id, what {@code Ref} gives
     * @param attributes what {@code Fn::GetAtt} gives, by attribute name ({@code Arn}, {@code Endpoint.Address});
     *     strings or lists of strings
     */
    record PhysicalResource(String id, Map<String, Object> attributes) {
        public PhysicalResource {
            attributes = Map.copyOf(attributes);
        }
    }
}
