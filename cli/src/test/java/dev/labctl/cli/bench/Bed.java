package dev.labctl.cli.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.lab.CommandLineFixture;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is measured on: the command line with a home of its own, and the AWS CLI of this machine, if it has one.
 *
 * @param runs how often each thing is measured
 * @param aws the AWS CLI's own executable
 */
record Bed(CommandLineFixture line, int runs, @Nullable Path aws) {
    private static final Pattern RESIDENT = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final Pattern RESIDENT_NOW = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    /** How a command went: seconds of wall time, and its peak of resident memory in MiB (0 where it is not known). */
    record Timing(double seconds, double peakMebibytes) {}

    /** Runs a labctl command that must succeed. */
    Timing labctl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(CommandLineFixture.launcher().toString());
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        line.setUp(builder.environment());
        return run(builder);
    }

    /** Runs an AWS CLI command against the same local cloud, which must succeed. */
    Timing aws(String... arguments) throws IOException, InterruptedException {
        if (aws == null) {
            throw new IllegalStateException("there is no aws on the PATH to compare with");
        }
        List<String> command = new ArrayList<>(List.of(aws.toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        line.setUp(builder.environment());
        line.pointAwsTools(builder.environment());
        return run(builder);
    }

    /** Runs a line of the shell, which must succeed in all its parts, against the same local cloud. */
    Timing shell(String script, Map<String, String> variables) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", "set -euo pipefail; " + script);
        line.setUp(builder.environment());
        line.pointAwsTools(builder.environment());
        builder.environment().putAll(variables);
        return run(builder);
    }

    /** Whether this machine has a program. */
    boolean has(String program) {
        return onPath(program) != null;
    }

    /** A program on the search path; null when there is none. */
    static @Nullable Path onPath(String program) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path found = Path.of(directory, program);
            if (Files.isExecutable(found)) {
                return found;
            }
        }
        return null;
    }

    /** Measures in turns with a line of the shell, or alone where its program is missing. */
    void compare(
            Consumer<Row> table,
            double goal,
            String what,
            Pairs.Measurement ours,
            String program,
            Map<String, String> variables,
            String script)
            throws Exception {
        compare(table, goal, what, ours, program, () -> shell(script, variables).seconds());
    }

    /** Measures in turns with what another program does, or alone where it is missing. */
    void compare(
            Consumer<Row> table,
            double goal,
            String what,
            Pairs.Measurement ours,
            String program,
            Pairs.Measurement theirs)
            throws Exception {
        if (has(program)) {
            table.accept(Pairs.take(runs, ours, theirs).row(goal, what, "s", program));
        } else {
            table.accept(Row.report(what + " (no " + program + ")", repeat(ours), "s"));
        }
    }

    private Timing run(ProcessBuilder builder) throws IOException, InterruptedException {
        Path output = Files.createTempFile(line.home(), "bench", ".out");
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        long started = System.nanoTime();
        Process process = builder.start();
        process.getOutputStream().close();
        double peak = 0;
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, resident(process.pid(), RESIDENT));
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        if (process.exitValue() != 0) {
            throw new IllegalStateException("%s ended with %d:%n%s"
                    .formatted(String.join(" ", builder.command()), process.exitValue(), Files.readString(output)));
        }
        Files.delete(output);
        return new Timing(seconds, peak);
    }

    /** One measurement that does not count, then {@link #runs()} that do. */
    Samples repeat(Pairs.Measurement measurement) throws Exception {
        measurement.take();
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            values.add(measurement.take());
        }
        return new Samples(values);
    }

    /** The process of the running local cloud. */
    long localCloud() throws IOException {
        Path file = line.home().resolve("local").resolve("cloud.json");
        return Long.parseLong(
                String.valueOf(JSON.std.mapFrom(Files.readString(file)).get("pid")));
    }

    /** An output of a deployed lab. */
    String output(String lab, String name) {
        try (Cloud cloud = line.cloud()) {
            return Objects.requireNonNull(
                    cloud.cloudFormation()
                            .describe("labctl-" + lab)
                            .orElseThrow()
                            .outputs()
                            .get(name),
                    name);
        }
    }

    /** The resident memory of a process, in MiB; 0 where the system does not tell. */
    static double residentNow(long pid) {
        return resident(pid, RESIDENT_NOW);
    }

    /** The most resident memory that a process has had, in MiB; 0 where the system does not tell. */
    static double residentPeak(long pid) {
        return resident(pid, RESIDENT);
    }

    private static double resident(long pid, Pattern field) {
        try {
            Matcher matcher = field.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
            return matcher.find() ? Double.parseDouble(matcher.group(1)) / 1024 : 0;
        } catch (IOException e) {
            // It ended a moment ago, or this is no Linux.
            return 0;
        }
    }
}
