package dev.labctl.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, where its surroundings are unusual. */
final class LauncherIT {
    @Test
    void aTemplateIsDeployedAsItIsInTheCheckout(@TempDir Path home) throws IOException, InterruptedException {
        Path template = CommandLineFixture.launcher().resolve("../../templates/s3-replication/template.yaml");

        String said = said(home, "exec \"$1\" doctor -q 2>&1", Map.of());

        assertThat(said).contains("ok   template s3-replication: " + template.normalize());
    }

    @Test
    void numbersHaveTheSameDigitsInEveryLocale(@TempDir Path home) throws IOException, InterruptedException {
        Map<String, String> arabic = Map.of("JAVA_TOOL_OPTIONS", "-Duser.language=ar -Duser.country=EG");

        assertThat(said(home, "exec \"$1\" doctor -q 2>&1", arabic))
                .containsPattern("template.yaml, [0-9]+ parameters");
    }

    @Test
    void aResultThatDoesNotArriveIsNoSuccess(@TempDir Path home) throws IOException, InterruptedException {
        assertThat(said(home, "\"$1\" labs 2>&1 >/dev/full; echo code $?", Map.of()))
                .contains("the result could not be written: No space left on device", "code 2");
    }

    @Test
    void aReaderWhoLeavesEarlyIsNoFailure(@TempDir Path home) throws IOException, InterruptedException {
        assertThat(said(home, "{ { \"$1\" labs; echo code $? >&2; } | true; } 2>&1", Map.of()))
                .isEqualTo("code 0\n");
    }

    @Test
    void theUsersFolderIsWhereHomeSays(@TempDir Path home) throws IOException, InterruptedException {
        assertThat(said(home, "unset LABCTL_HOME; \"$1\" config 2>&1", Map.of("HOME", home.toString())))
                .contains(home.resolve(".labctl").toString());
    }

    private static String said(Path home, String script, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                "/bin/sh", "-c", script, "sh", CommandLineFixture.launcher().toString());
        builder.environment().put("LABCTL_HOME", home.toString());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    @Test
    void aHomeWithAnyNameWorksWithoutALocale(@TempDir Path folder) throws IOException, InterruptedException {
        // The shell makes the name: this JVM may itself have a locale that cannot.
        String script = "LABCTL_HOME=\"$1/$(printf '\\303\\251 home')\" exec \"$2\" local status -o json";
        ProcessBuilder builder = new ProcessBuilder(
                "/bin/sh",
                "-c",
                script,
                "sh",
                folder.toString(),
                CommandLineFixture.launcher().toString());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.redirectErrorStream(true).start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("é home/local\"");
    }
}
