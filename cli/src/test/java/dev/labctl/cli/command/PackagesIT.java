package dev.labctl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.command.shared.Distribution;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What labctl is installed from. A build with -Dquick makes no packages; then, and without the tools that open them, these
 * are skipped.
 */
@Tag("long")
final class PackagesIT {
    private static final Path BUILT = Path.of("target").toAbsolutePath();
    private static final String NAME = "labctl-" + Distribution.version();

    @TempDir
    Path folder;

    @Test
    void theArchiveRunsFromAnyFolder() throws IOException, InterruptedException {
        Path anywhere = Files.createDirectory(folder.resolve("a folder"));
        run(Map.of(), "tar", "-xzf", built(NAME + ".tar.gz").toString(), "-C", anywhere.toString());
        String labctl = anywhere.resolve(NAME).resolve("bin/labctl").toString();
        Map<String, String> home =
                Map.of("LABCTL_HOME", folder.resolve("home").toString(), "LABCTL_LOCAL_PORT", freePort());

        assertThat(run(home, labctl, "--version")).isEqualTo("labctl %s%n".formatted(Distribution.version()));
        assertThat(run(home, labctl, "doctor"))
                .contains("ok   code: " + anywhere.toRealPath())
                .doesNotContain("BAD");
        assertThat(anywhere.resolve(NAME).resolve("lib"))
                .as("with class data, made where labctl is")
                .isDirectoryContaining(file -> file.toString().endsWith(".jsa"));
    }

    @Test
    void changedTemplatesTakeThePlaceOfThoseThatLabctlCameWith() throws IOException, InterruptedException {
        run(Map.of(), "tar", "-xzf", built(NAME + ".tar.gz").toString(), "-C", folder.toString());
        Path own = folder.resolve("own");
        Path template = Files.createDirectories(own.resolve("s3-replication")).resolve("template.yaml");
        Files.writeString(template, "Resources: {}\n");

        assertThat(runAnyhow(
                        Map.of(
                                "LABCTL_HOME", folder.resolve("home").toString(),
                                "LABCTL_TEMPLATES", own.toString()),
                        folder.resolve(NAME).resolve("bin/labctl").toString(),
                        "doctor"))
                .contains("ok   template s3-replication: " + template)
                .contains("BAD  template todo-api:");
    }

    @Test
    void bothArchivesHoldTheSame() throws IOException, InterruptedException {
        Set<String> zipped = new TreeSet<>();
        try (ZipFile zip = new ZipFile(built(NAME + ".zip").toFile())) {
            zip.stream().filter(each -> !each.isDirectory()).forEach(each -> zipped.add(each.getName()));
        }
        Set<String> packed = run(
                        Map.of(), "tar", "-tzf", built(NAME + ".tar.gz").toString())
                .lines()
                .filter(line -> !line.endsWith("/"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(zipped).isEqualTo(packed).contains(NAME + "/bin/labctl", NAME + "/LICENSE");
        assertThat(zipped).noneMatch(name -> name.endsWith(".jsa"));
    }

    @Test
    void theDebianPackagePutsThingsWhereTheyAreLookedFor() throws IOException, InterruptedException {
        Path deb = built(".deb");
        requireTool("dpkg-deb");
        assertThat(run(Map.of(), "dpkg-deb", "--contents", deb.toString()))
                .contains(
                        "./usr/bin/labctl -> ../lib/labctl/bin/labctl",
                        "./usr/share/man/man1/labctl-deploy.1.gz",
                        "./usr/share/bash-completion/completions/labctl",
                        "./usr/share/zsh/vendor-completions/_labctl",
                        "./usr/share/fish/vendor_completions.d/labctl.fish",
                        "./usr/share/doc/labctl/copyright",
                        "./usr/share/doc/labctl/changelog.gz")
                .containsPattern("-rwxr-xr-x .*\\./usr/lib/labctl/bin/labctl\\n");
        assertThat(run(Map.of(), "dpkg-deb", "--info", deb.toString(), "prerm"))
                .as("what was made after the installation goes with it")
                .contains("/usr/lib/labctl/lib/labctl-*.jsa");
        assertThat(run(Map.of(), "dpkg-deb", "--field", deb.toString(), "Depends"))
                .contains("java17-runtime-headless");
    }

    @Test
    void everyVerbHasAManualPageThatGroffTakes() throws IOException, InterruptedException {
        built(NAME + ".zip");
        Path pages = BUILT.resolve("man");
        for (Verb verb : Verb.values()) {
            assertThat(pages.resolve("labctl-%s.1".formatted(verb.name().toLowerCase(Locale.ROOT))))
                    .content()
                    .contains(".SH \"SYNOPSIS\"");
        }
        requireTool("groff");
        List<String> command = new ArrayList<>(List.of("groff", "-man", "-Tutf8", "-ww", "-z"));
        try (Stream<Path> all = Files.list(pages)) {
            all.map(Path::toString).forEach(command::add);
        }
        assertThat(run(Map.of(), command.toArray(String[]::new))).isEmpty();
    }

    /** The file of the build whose name ends so. */
    private static Path built(String end) throws IOException {
        try (Stream<Path> files = Files.list(BUILT)) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(end)).toList();
            Assumptions.assumeFalse(found.isEmpty(), "this build made no packages");
            return found.get(0);
        }
    }

    /** Whatever else this machine runs, the doctor finds no fault with it. */
    private static String freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return String.valueOf(free.getLocalPort());
        }
    }

    private static void requireTool(String name) {
        boolean isThere = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(each -> Files.isExecutable(Path.of(each).resolve(name)));
        Assumptions.assumeTrue(isThere, "no " + name + " on this machine");
    }

    private String run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        return run(true, environment, command);
    }

    private String runAnyhow(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        return run(false, environment, command);
    }

    private String run(boolean mustSucceed, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("LABCTL_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = process.waitFor();
        assertThat(!mustSucceed || exitCode == 0).as(said).isTrue();
        return said;
    }
}
