package dev.labctl.localcloud.schema;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An object with named properties; no others are allowed unless it is open.
 *
 * <p>Built fluently: {@code ObjectSchema.of().required("Role", STRING).createOnly("FunctionName", STRING)}. The order of
 * declaration is the order errors are reported in.
 */
public record ObjectSchema(Map<String, Property> properties, boolean isOpen) implements Schema {
    public ObjectSchema {
        properties = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    public static ObjectSchema of() {
        return new ObjectSchema(Map.of(), false);
    }

    /** The same with room for properties of any name, which are kept as they are written. */
    public ObjectSchema open() {
        return new ObjectSchema(properties, true);
    }

    /** An optional property that can change in place. */
    public ObjectSchema optional(String name, Schema schema) {
        return with(name, new Property(schema, false, false, false));
    }

    /** A required property that can change in place. */
    public ObjectSchema required(String name, Schema schema) {
        return with(name, new Property(schema, true, false, false));
    }

    /** An optional property whose change replaces the resource. */
    public ObjectSchema createOnly(String name, Schema schema) {
        return with(name, new Property(schema, false, true, false));
    }

    /** A required property whose change replaces the resource. */
    public ObjectSchema requiredCreateOnly(String name, Schema schema) {
        return with(name, new Property(schema, true, true, false));
    }

    /** An optional property that is kept and described but has no effect on the local cloud; coverage says so. */
    public ObjectSchema recordedOnly(String name, Schema schema) {
        return with(name, new Property(schema, false, false, true));
    }

    private ObjectSchema with(String name, Property property) {
        Map<String, Property> all = new LinkedHashMap<>(properties);
        if (all.putIfAbsent(name, property) != null) {
            throw new IllegalStateException("property declared twice: " + name);
        }
        return new ObjectSchema(all, isOpen);
    }

    /**
     * One property.
     *
     * @param schema the shape of its value
     * @param isRequired whether it must be given
     * @param replaces whether changing it replaces the resource
     * @param isRecordedOnly whether it has no effect locally
     */
    public record Property(Schema schema, boolean isRequired, boolean replaces, boolean isRecordedOnly) {}
}
