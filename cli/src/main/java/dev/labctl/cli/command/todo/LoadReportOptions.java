package dev.labctl.cli.command.todo;

import dev.labctl.cli.command.shared.ReportFile;
import dev.labctl.cli.load.LoadReport;
import dev.labctl.cli.load.html.HtmlReport;
import dev.labctl.cli.output.Json;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Reports of loads that are written to files. */
final class LoadReportOptions {
    /** The formats there are. */
    enum Format {
        HTML,
        JSON
    }

    @Option(
            names = "--report",
            paramLabel = "html|json=FILE",
            description = "Also write a report to a file, the HTML one with plots; may be given more than once.")
    private List<String> given = new ArrayList<>();

    /** Fails before a long load that no report could be written of. */
    void check() {
        files().forEach(ReportFile::requireWritable);
    }

    /** Writes the reports that were asked for. */
    void write(LoadReport report) {
        for (ReportFile<Format> file : files()) {
            file.write(
                    switch (file.format()) {
                        case HTML -> HtmlReport.of(report);
                        case JSON -> Json.document(report.json());
                    });
        }
    }

    private List<ReportFile<Format>> files() {
        return ReportFile.all(Format.class, given);
    }
}
