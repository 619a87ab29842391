package dev.labctl.localcloud.schema;

/**
 * The shape of a property value.
 *
 * <p>CloudFormation takes scalars loosely ({@code "true"} for a boolean, {@code 30} for a string); what a schema types,
 * it also converts.
 */
public sealed interface Schema permits Schema.Scalar, Schema.ListOf, Schema.MapOf, Schema.Any, ObjectSchema {
    Scalar STRING = Scalar.STRING;
    Scalar INTEGER = Scalar.INTEGER;
    Scalar NUMBER = Scalar.NUMBER;
    Scalar BOOLEAN = Scalar.BOOLEAN;

    /** Any JSON, kept as it is written: policy documents, event patterns. */
    Any JSON = new Any();

    static ListOf listOf(Schema item) {
        return new ListOf(item);
    }

    static MapOf mapOf(Schema value) {
        return new MapOf(value);
    }

    /** Scalars. */
    enum Scalar implements Schema {
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN
    }

    /** A list whose items all have one shape. */
    record ListOf(Schema item) implements Schema {}

    /** An object with keys of the user's choice. */
    record MapOf(Schema value) implements Schema {}

    /** Anything. */
    record Any() implements Schema {}
}
