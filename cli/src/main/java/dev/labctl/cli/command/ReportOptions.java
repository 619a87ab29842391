package dev.labctl.cli.command;

import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import dev.labctl.cli.output.Json;
import dev.labctl.cli.verify.JUnitReport;
import dev.labctl.cli.verify.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Reports of verifications that are written to files: shared by the verbs that verify. */
final class ReportOptions {
    /** The formats there are. */
    enum Format {
        JUNIT,
        JSON
    }

    @Option(
            names = "--report",
            paramLabel = "junit|json=FILE",
            description = "Also write a report to a file; may be given for both formats.")
    private Map<Format, Path> files = new LinkedHashMap<>();

    /** Writes the reports that were asked for. */
    void write(List<VerifyReport> reports) {
        files.forEach((format, file) -> {
            try {
                switch (format) {
                    case JUNIT -> JUnitReport.write(file, reports);
                    case JSON ->
                        text(
                                file,
                                Json.document(
                                        reports.stream().map(VerifyReport::json).toList()));
                }
            } catch (IOException e) {
                throw unwritable(file, e);
            }
        });
    }

    /** Writes a file; folders on the way to it are made. */
    static void text(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, text);
    }

    /** What a user is told whose report cannot be written. */
    static LabctlException unwritable(Path file, IOException e) {
        return LabctlException.usage(
                "cannot write the report %s: %s".formatted(file, Reason.of(e)),
                "--report with a file in a folder of yours");
    }
}
