package dev.labctl.localcloud.service.lambda.execution;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The flags that AWS's Java runtimes start a function's JVM with. What a function sets itself in {@code
 * JAVA_TOOL_OPTIONS} is left to it: the JVM would take a flag of the command line before that variable's.
 *
 * <p>See <a href="https://docs.aws.amazon.com/lambda/latest/dg/java-customization.html">Java runtime startup
 * behavior</a>.
 */
final class JvmFlags {
    private static final double HEAP_SHARE = 0.85;

    /** What a JVM begins with, and the least of it, unless told: a part of its machine's memory, which is the function's. */
    private static final int INITIAL_HEAP_PART = 64;

    private static final int LEAST_INITIAL_HEAP = 8 * 1024;
    private static final int FIRST_TO_WARN = 24;

    private JvmFlags() {}

    /**
     * All but the default {@code -Xshare:auto}, which an ahead-of-time cache does not bear, one against a file in {@code
     * /tmp}, and what keeps newer JVMs from warning about the client's native part.
     */
    static List<String> of(Path home, FunctionSpec function) {
        String own = ownOptions(function);
        List<String> flags = new ArrayList<>(List.of("-XX:+UseSerialGC"));
        if (!names(own, "TieredCompilation", "TieredStopAtLevel")) {
            flags.addAll(List.of("-XX:+TieredCompilation", "-XX:TieredStopAtLevel=1"));
        }
        if (!names(own, "-Xmx", "MaxHeapSize")) {
            flags.add("-XX:MaxHeapSize=" + (long) (function.memoryMegabytes() * 1024 * HEAP_SHARE) + "k");
        }
        if (!names(own, "-Xms", "InitialHeapSize", "-Xmx", "MaxHeapSize")) {
            int initial = function.memoryMegabytes() * 1024 / INITIAL_HEAP_PART;
            flags.add("-XX:InitialHeapSize=" + Math.max(LEAST_INITIAL_HEAP, initial) + "k");
        }
        flags.addAll(List.of(
                "-Xlog:disable",
                "-XX:-UsePerfData",
                "-Dfile.encoding=UTF-8",
                "-Dsun.jnu.encoding=UTF-8",
                "--add-opens=java.base/java.io=ALL-UNNAMED"));
        if (JavaHomes.feature(home) >= FIRST_TO_WARN) {
            flags.add("--enable-native-access=ALL-UNNAMED");
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        return flags;
    }

    /** What the function itself tells its JVM; empty when it tells nothing. */
    static String ownOptions(FunctionSpec function) {
        return function.variables().getOrDefault("JAVA_TOOL_OPTIONS", "");
    }

    private static boolean names(String options, String... flags) {
        return Stream.of(flags).anyMatch(options::contains);
    }
}
