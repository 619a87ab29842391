package dev.labctl.cli.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.cli.error.LabctlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassDataTest {
    private static final String WRITE = "-XX:ArchiveClassesAtExit=";
    private static final String USE = "-XX:SharedArchiveFile=";

    @TempDir
    private Path distribution;

    private Path libraries;

    @BeforeEach
    void aDistribution() throws IOException {
        libraries = Files.createDirectory(distribution.resolve("localcloud"));
        Files.writeString(libraries.resolve("b.jar"), "b");
        Files.writeString(libraries.resolve("a.jar"), "a");
    }

    @Test
    void theClassPathHasTheJarsInOrder() {
        assertThat(classData().classPath()).isEqualTo(libraries.resolve("a.jar") + ":" + libraries.resolve("b.jar"));
    }

    @Test
    void theArchiveThatOneStartHasWrittenIsUsedByTheNext() throws IOException {
        Path written = path(WRITE);
        Files.writeString(written, "archive");

        Path used = path(USE);

        assertThat(used).hasContent("archive");
        assertThat(archives()).containsExactly(used);
        assertThat(path(USE)).isEqualTo(used);
    }

    @Test
    void twoThatStartTogetherDoNotWriteTheSameFile() {
        assertThat(path(WRITE)).isNotEqualTo(path(WRITE));
    }

    @Test
    void anArchiveOfAnOlderBuildIsReplaced() throws IOException {
        Files.writeString(path(WRITE), "archive");
        Path outdated = path(USE);
        Files.writeString(libraries.resolve("a.jar"), "another a");
        Files.setLastModifiedTime(
                libraries.resolve("a.jar"), FileTime.from(Instant.now().plusSeconds(5)));

        path(WRITE);

        assertThat(outdated).doesNotExist();
    }

    @Test
    void aLabctlWithoutALocalCloudSaysSo() {
        Path missing = distribution.resolve("missing");

        assertThatThrownBy(() -> new ClassData(missing, distribution))
                .isInstanceOf(LabctlException.class)
                .hasMessageContaining(missing + " is missing");
    }

    private ClassData classData() {
        return new ClassData(libraries, distribution.resolve("cache"));
    }

    private Path path(String flag) {
        return classData().flags().stream()
                .filter(each -> each.startsWith(flag))
                .map(each -> Path.of(each.substring(flag.length())))
                .findFirst()
                .orElseThrow();
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(distribution)) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }
}
