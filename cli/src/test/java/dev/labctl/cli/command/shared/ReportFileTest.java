package dev.labctl.cli.command.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.cli.report.ReportFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --report} is given. */
class ReportFileTest {
    @TempDir
    private Path folder;

    @Test
    void oneFormatMayGoToManyFiles() throws IOException {
        Path here = folder.resolve("a.html");
        Path there = folder.resolve("made/on the way/b=c.html");
        for (ReportFile<ReportFormat> file : files("html=" + here, "HTML=" + there)) {
            file.requireWritable();
            file.write(file.format().name());
        }
        assertThat(here).hasContent("HTML");
        assertThat(there).hasContent("HTML");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "html", "html=", "=a.html", "pdf=a.pdf", "html a.html", "junit= "})
    void whatIsNoFormatAndFileIsRefused(String value) {
        assertThatThrownBy(() -> files(value))
                .hasMessageContaining("--report takes junit|json|tap|html=FILE, not '%s'", value);
    }

    @Test
    void twoReportsNeverShareAFile() {
        assertThatThrownBy(() -> files("html=" + folder.resolve("a"), "tap=" + folder.resolve("b/../a")))
                .hasMessageContaining("two reports cannot go to the same file");
    }

    @Test
    void aFolderIsNoFile() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("taken.xml"));
        assertThatThrownBy(() -> files("junit=" + taken).get(0).requireWritable())
                .hasMessageContaining("it is a folder");
    }

    private static List<ReportFile<ReportFormat>> files(String... given) {
        return ReportFile.all(ReportFormat.class, List.of(given));
    }
}
