package dev.labctl.cli.doctor;

import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The machine that labctl runs on.
 *
 * @param home labctl's folder for this user
 * @param port the local cloud's
 * @param cloudRuns whether the local cloud has that port already
 */
public record Machine(Path home, int port, boolean cloudRuns) {
    private static final long MEBIBYTE = 1024 * 1024;

    /** What the local cloud leaves free, with room for the labs' code and a few files. */
    private static final long NEEDED_MEBIBYTES = 200;

    /** Looks at all of it. */
    public List<Finding> examine() {
        return List.of(
                Finding.of("java", Machine::java),
                Finding.of("home", this::writable),
                Finding.of("port", this::available),
                Finding.ofSome("instances", Machine::namespaces),
                Finding.of("pg_dump", Machine::pgDump));
    }

    private static String java() {
        return "%s %s at %s"
                .formatted(System.getProperty("java.vendor"), Runtime.version(), System.getProperty("java.home"));
    }

    private String writable() {
        long free;
        try {
            Files.createDirectories(home);
            Path probe = Files.createTempFile(home, "doctor", "");
            Files.delete(probe);
            free = Files.getFileStore(home).getUsableSpace() / MEBIBYTE;
        } catch (IOException e) {
            throw LabctlException.usage(
                    "cannot write to %s: %s".formatted(home, Reason.of(e)),
                    "make it writable, or set LABCTL_HOME to a folder of yours");
        }
        if (free < NEEDED_MEBIBYTES) {
            throw LabctlException.usage(
                    "%s has %d MiB free, and the local cloud needs %d".formatted(home, free, NEEDED_MEBIBYTES),
                    "make room there, or set LABCTL_HOME to a folder on another disk");
        }
        return "%s is writable, %,d MiB are free".formatted(home, free);
    }

    private String available() {
        if (cloudRuns) {
            return "the local cloud listens on %d".formatted(port);
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return "%d is free for the local cloud".formatted(port);
        } catch (IOException e) {
            throw LabctlException.usage(
                    "the local cloud's port %d is taken: %s".formatted(port, Reason.of(e)),
                    "set LABCTL_LOCAL_PORT to another one, or end what listens there");
        }
    }

    /** Instances of the local cloud, and its databases when root starts it, stand in namespaces of their own. */
    private static String namespaces() {
        if (said("unshare", "--user", "--map-root-user", "true").isEmpty()) {
            throw LabctlException.usage(
                    "this user may not make user namespaces: file-pipeline's instances cannot run in the local cloud",
                    "install util-linux, and allow them: sudo sysctl -w kernel.unprivileged_userns_clone=1,"
                            + " or kernel.apparmor_restrict_unprivileged_userns=0");
        }
        return "user namespaces can be made: instances run in the local cloud";
    }

    private static String pgDump() {
        return said("pg_dump", "--version")
                .map(version -> version + " is on the PATH, for --pg-client; without it backups use the built-in one")
                .orElse("none on the PATH, and none is needed: backups use the built-in one");
    }

    /** The first line that a program says; empty when it fails, or is not there. */
    private static Optional<String> said(String... command) {
        try {
            Process program = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            program.getOutputStream().close();
            String line;
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
                line = out.readLine();
            }
            return program.waitFor() == 0 ? Optional.of(line == null ? "" : line) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
