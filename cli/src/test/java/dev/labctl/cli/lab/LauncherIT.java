package dev.labctl.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, where its surroundings are unusual. */
final class LauncherIT {
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
