package dev.labctl.cli.command;

import dev.labctl.cli.load.LoadReport;
import dev.labctl.cli.load.html.HtmlReport;
import dev.labctl.cli.output.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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
            description = "Also write a report to a file, the HTML one with plots; may be given for both formats.")
    private Map<Format, Path> files = new LinkedHashMap<>();

    /** Fails before a long load that no report could be written of. */
    void check() {
        files.values().forEach(file -> ReportOptions.requireWritable(file, "--report html=FILE"));
    }

    /** Writes the reports that were asked for. */
    void write(LoadReport report) {
        files.forEach((format, file) -> {
            try {
                switch (format) {
                    case HTML -> ReportOptions.text(file, HtmlReport.of(report));
                    case JSON -> ReportOptions.text(file, Json.document(report.json()));
                }
            } catch (IOException e) {
                throw ReportOptions.unwritable(file, e);
            }
        });
    }
}
