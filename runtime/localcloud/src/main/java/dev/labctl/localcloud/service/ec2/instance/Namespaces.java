package dev.labctl.localcloud.service.ec2.instance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether this host lets a process have namespaces of its own (user_namespaces(7)), which each instance needs. */
final class Namespaces {
    private static final Logger LOG = LoggerFactory.getLogger(Namespaces.class);

    private static final List<Setting> SETTINGS = List.of(
            new Setting("user.max_user_namespaces", "0", "10000"),
            new Setting("kernel.unprivileged_userns_clone", "0", "1"),
            new Setting("kernel.apparmor_restrict_unprivileged_userns", "1", "0"));

    private Namespaces() {}

    /** A kernel setting that takes namespaces away at one value and gives them at another. */
    private record Setting(String name, String taking, String giving) {
        boolean takesThem() {
            try {
                Path file = Path.of("/proc/sys", name.split("\\."));
                return Files.isReadable(file) && Files.readString(file).strip().equals(taking);
            } catch (IOException e) {
                LOG.debug("cannot read {}", name, e);
                return false;
            }
        }
    }

    /** What is missing, with the fix; empty when nothing is. */
    static Optional<String> obstacle() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.of("instances are made of Linux namespaces, and this host runs "
                    + System.getProperty("os.name") + "; run the local cloud on Linux, or deploy with --target aws");
        }
        try {
            Process probe = new ProcessBuilder(
                            "unshare",
                            "--user",
                            "--map-root-user",
                            "--mount",
                            "--uts",
                            "--pid",
                            "--fork",
                            "--mount-proc",
                            "true")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(probe.getInputStream().readAllBytes(), UTF_8).strip();
            return probe.waitFor() == 0 ? Optional.empty() : Optional.of(refusal(said));
        } catch (IOException e) {
            LOG.debug("no unshare", e);
            return Optional.of("the program 'unshare' is missing; install util-linux");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("the host was not asked to the end");
        }
    }

    private static String refusal(String said) {
        return SETTINGS.stream()
                .filter(Setting::takesThem)
                .findFirst()
                .map(setting -> "user namespaces are switched off; run: sudo sysctl -w %s=%s"
                        .formatted(setting.name(), setting.giving()))
                .orElse("user namespaces are refused (" + said + "); inside of a container, start that with"
                        + " --security-opt seccomp=unconfined --security-opt apparmor=unconfined"
                        + " --security-opt systempaths=unconfined");
    }
}
