package dev.labctl.cli.command.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.command.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which program is asked to open a page, and when there is none. */
final class BrowserTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(60)
    void theSystemsOpenerIsGivenTheUrl() throws Exception {
        Path opened = folder.resolve("opened");
        Path opener = Files.writeString(
                folder.resolve("xdg-open"),
                "#!/bin/sh\nprintf %s \"$1\" > '" + opened + ".new' && mv '" + opened + ".new' '" + opened + "'\n");
        Files.setPosixFilePermissions(opener, PosixFilePermissions.fromString("rwx------"));
        Map<String, String> environment = Map.of("PATH", "/nowhere:" + folder, "DISPLAY", ":0");

        assertThat(new Browser(environment, "Linux").open("http://127.0.0.1:1/a?b=c&d=e"))
                .isTrue();

        while (!Files.exists(opened)) {
            Thread.onSpinWait();
        }
        assertThat(opened).hasContent("http://127.0.0.1:1/a?b=c&d=e");
    }

    @Test
    void withoutDisplayOrProgramThereIsNone() {
        assertThat(new Browser(Map.of("PATH", "/usr/bin"), "Linux").open("http://127.0.0.1:1/"))
                .isFalse();
        assertThat(new Browser(Map.of("PATH", folder.toString(), "DISPLAY", ":0"), "Linux").open("http://127.0.0.1:1/"))
                .isFalse();
        assertThat(new Browser(Map.of("PATH", folder.toString()), "Mac OS X").open("http://127.0.0.1:1/"))
                .isFalse();
    }

    @Test
    void anAccountOfAwsIsNotShown() {
        Run run = Run.labctl(folder, Map.of(), "open", "--target", "aws");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("shows the local cloud only", "labctl open --target local");
    }
}
