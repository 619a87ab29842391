package dev.labctl.localcloud.service.ec2.instance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A booted instance: a process tree in user, mount and process namespaces of its own (user_namespaces(7)).
 *
 * <p>Its first process reads what the cloud writes to its standard input, and ends everything when that is closed; the
 * kernel ends the whole namespace with its first process. So nothing outlives the cloud, however that ends.
 */
public final class Machine {
    private static final Logger LOG = LoggerFactory.getLogger(Machine.class);
    private static final int REBOOT_STATUS = 10;
    private static final int MARGIN_SECONDS = 5;

    private final Process process;
    private final Duration grace;

    private Machine(Process process, Duration grace) {
        this.process = process;
        this.grace = grace;
    }

    /** How a machine ended. */
    public enum End {
        /** It was shut down, from within or from outside. */
        POWERED_OFF,
        /** It wants to be booted again. */
        REBOOT,
        /** It was killed or could not boot; its console tells. */
        FAILED
    }

    /**
     * Boots.
     *
     * @param metadata the endpoint of its metadata service
     * @param cloud the endpoint of all other services
     * @param grace how long processes have from SIGTERM to SIGKILL
     */
    static Machine boot(MachineFiles files, URI metadata, URI cloud, Duration grace) {
        Path java = Path.of(System.getProperty("java.home")).toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder(
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "--mount",
                        "--uts",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "sh",
                        files.directory().resolve("boot").toString(),
                        files.root().toString(),
                        java.toString())
                .directory(files.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(files.console().toFile()));
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", "/opt/labctl/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "HOME", "/root",
                        "LANG", "C.UTF-8",
                        "AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.toString(),
                        "AWS_ENDPOINT_URL", cloud.toString(),
                        "LABCTL_JAVA_HOME", java.toString(),
                        "LABCTL_JAVA_MAJOR", String.valueOf(Runtime.version().feature()),
                        "LABCTL_GRACE", String.valueOf(grace.toSeconds())));
        try {
            return new Machine(builder.start(), grace);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot boot an instance", e);
        }
    }

    public long processId() {
        return process.pid();
    }

    /** Done when the last of its processes has ended. */
    public CompletableFuture<End> end() {
        return process.onExit().thenApply(ended -> switch (ended.exitValue()) {
            case 0 -> End.POWERED_OFF;
            case REBOOT_STATUS -> End.REBOOT;
            default -> End.FAILED;
        });
    }

    /** Sends SIGTERM to all processes, then SIGKILL to those that are left; returns when none is. */
    public void powerOff() {
        say("poweroff");
        awaitEnd();
    }

    /** Ends its processes as {@link #powerOff} does; {@link #end} tells that it wants to boot again. */
    public void reboot() {
        say("reboot");
    }

    private void say(String word) {
        try {
            OutputStream input = process.getOutputStream();
            input.write((word + "\n").getBytes(US_ASCII));
            input.flush();
        } catch (IOException e) {
            LOG.debug("the instance has ended already", e);
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(grace.toSeconds() + MARGIN_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("an instance did not end within its time and is killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly().onExit().join();
    }

    /** Ends all processes with SIGKILL, as when its host fails; returns when they are gone. */
    public void kill() {
        try {
            // The first process ends all others and waits for their end; it is killed itself only when it does not.
            process.getOutputStream().close();
            process.waitFor(MARGIN_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            LOG.debug("the instance has ended already", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly().onExit().join();
    }
}
