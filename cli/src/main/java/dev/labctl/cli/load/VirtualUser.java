package dev.labctl.cli.load;

/** One who calls a system, one call after the other. */
@FunctionalInterface
public interface VirtualUser {
    /** The next call; it is asked for when the one before has ended. */
    Call next();
}
