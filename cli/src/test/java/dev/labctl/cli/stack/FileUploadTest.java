package dev.labctl.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.cli.error.LabctlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileUploadTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void fill() throws IOException {
        Files.createDirectories(folder.resolve("in/sub"));
        Files.writeString(folder.resolve("in/a b+c.txt"), "one");
        Files.writeString(folder.resolve("in/sub/empty.txt"), "");
        Files.writeString(folder.resolve("empty.txt"), "two");
    }

    @Test
    void aFoldersFilesGetKeysRelativeToItAndEmptyOnesAreFiles() {
        List<FileUpload> plan = FileUpload.plan(List.of(folder.resolve("in")), null, "p/");

        assertThat(plan).extracting(FileUpload::key).containsExactly("p/a b+c.txt", "p/sub/empty.txt");
        assertThat(plan).extracting(FileUpload::size).containsExactly(3L, 0L);
    }

    @Test
    void oneFileCanGetAnyKey() {
        assertThat(FileUpload.plan(List.of(folder.resolve("empty.txt")), "x/y", ""))
                .extracting(FileUpload::key)
                .containsExactly("x/y");
    }

    @Test
    void everyPathThatCannotBeUploadedIsNamedAndNothingIsPlanned() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> FileUpload.plan(
                        List.of(folder.resolve("empty.txt"), missing, folder.resolve("in/sub/empty.txt")), null, ""))
                .isInstanceOf(LabctlException.class)
                .hasMessageContaining(missing + " does not exist")
                .hasMessageContaining("would get the same key empty.txt");
    }

    @Test
    void aLinkThatLeadsBackIsNamed() throws IOException {
        Path loop = Files.createSymbolicLink(folder.resolve("in/sub/loop"), Path.of("."));

        assertThatThrownBy(() -> FileUpload.plan(List.of(folder.resolve("in")), null, ""))
                .hasMessageContaining(loop + " cannot be read: a link in it leads back to a folder that it is in");
    }

    @Test
    void aNameThatIsEmptyIsNotTheWorkingFolder() {
        assertThatThrownBy(() -> FileUpload.plan(List.of(Path.of("")), null, ""))
                .hasMessageContaining("'' names no file");
    }

    @Test
    void aKeyForSeveralFilesIsRefused() {
        assertThatThrownBy(() -> FileUpload.plan(List.of(folder.resolve("in")), "k", ""))
                .hasMessageContaining("--key names one object");
    }
}
