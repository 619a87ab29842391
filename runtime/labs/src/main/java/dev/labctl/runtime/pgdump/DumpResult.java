package dev.labctl.runtime.pgdump;

/**
 * How a dump ended.
 *
 * @param exitCode of pg_dump
 * @param errors what it said on stderr, the first 64 KiB of it
 */
public record DumpResult(int exitCode, String errors) {
    /** Whether pg_dump ended well and said nothing of errors: only then is the output a whole archive. */
    public boolean isClean() {
        return exitCode == 0 && errors.lines().noneMatch(line -> line.contains("error:") || line.contains("fatal:"));
    }
}
