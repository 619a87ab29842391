package dev.labctl.runtime.pgdump;

import java.io.IOException;
import java.io.OutputStream;

/** A pg_dump that can be run. */
public interface PgDump {
    /** What it says of itself: {@code pg_dump (PostgreSQL) 17.6}. */
    String version();

    /** The newest major version of servers that it can dump. */
    int major();

    /**
     * Dumps a database in the custom format to {@code out}, in constant memory; {@code out} is flushed and not closed.
     * Interrupting the thread ends the dump.
     *
     * @return how it ended; anything but {@link DumpResult#isClean()} means that what was written is no archive
     * @throws IOException when {@code out} fails or pg_dump cannot be started
     */
    DumpResult run(DumpRequest request, OutputStream out) throws IOException, InterruptedException;
}
