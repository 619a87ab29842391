package dev.labctl.cli.cloud.local;

import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the local cloud's process is started: away from the terminal, so that neither Ctrl-C nor closing it ends it. */
final class Daemon {
    private static final String MAIN = "dev.labctl.localcloud.Main";

    /** Ten times the JVM's own thresholds: its optimising compiler would take half the processor while a cloud starts. */
    private static final List<String> PATIENT_COMPILER = List.of(
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000");

    private final ClassData classData;
    private final Path state;
    private final Path log;
    private final int port;

    Daemon(ClassData classData, Path state, Path log, int port) {
        this.classData = classData;
        this.state = state;
        this.log = log;
        this.port = port;
    }

    Process spawn() {
        List<String> command = new ArrayList<>();
        // A JVM leaves a signal alone that is ignored when it starts.
        command.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "labctl-localcloud"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xms64m", "-Xmx384m", "-Xss512k", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(PATIENT_COMPILER);
        // Otherwise the logging library looks for its provider in every jar.
        command.add("-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider");
        command.addAll(classData.flags());
        command.addAll(List.of("-cp", classData.classPath(), MAIN));
        command.addAll(List.of("--directory", state.toString(), "--port", Integer.toString(port)));
        try {
            Files.createDirectories(state);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(state.toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            return builder.start();
        } catch (IOException e) {
            throw new LabctlException(
                    Failure.CLOUD,
                    "could not start the local cloud: " + e.getMessage(),
                    "labctl doctor shows what is missing",
                    e);
        }
    }
}
