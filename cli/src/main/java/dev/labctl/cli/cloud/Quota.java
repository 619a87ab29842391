package dev.labctl.cli.cloud;

/**
 * How much of something an account may have in a region, and has.
 *
 * @param name as the service calls it
 */
public record Quota(String name, long used, long limit) {
    /** What is left of it. */
    public long left() {
        return limit - used;
    }

    @Override
    public String toString() {
        return "%s: %,d of %,d used".formatted(name, used, limit);
    }
}
