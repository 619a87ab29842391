package dev.labctl.cli.report;

import dev.labctl.cli.output.Json;

/** The formats that a report can be written in. */
public enum ReportFormat {
    JUNIT,
    JSON,
    TAP,
    HTML;

    /** The whole file. */
    public String of(Report report) {
        return switch (this) {
            case JUNIT -> JUnit.of(report);
            case JSON -> Json.document(report.json());
            case TAP -> Tap.of(report);
            case HTML -> Html.of(report);
        };
    }
}
