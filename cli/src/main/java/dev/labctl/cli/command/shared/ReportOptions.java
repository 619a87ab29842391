package dev.labctl.cli.command.shared;

import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.report.Report;
import dev.labctl.cli.report.ReportFormat;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Reports of verifications that are written to files: shared by the verbs that verify. */
public final class ReportOptions {
    @Option(
            names = "--report",
            paramLabel = "junit|json|tap|html=FILE",
            description = "Also write a report to a file, whatever the outcome; may be given more than once.")
    private List<String> given = new ArrayList<>();

    /**
     * Fails before long work that a report could not be written.
     *
     * @throws LabctlException exit code 2, naming the file
     */
    public void check() {
        files().forEach(ReportFile::requireWritable);
    }

    /**
     * Writes the reports that were asked for.
     *
     * @throws LabctlException exit code 2, when one cannot be written; the others are
     */
    public void write(Report report) {
        LabctlException first = null;
        for (ReportFile<ReportFormat> file : files()) {
            try {
                file.write(file.format().of(report));
            } catch (LabctlException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Writes the reports of a run that fails for another reason, which stays the one that is told. */
    public void write(Report report, LabctlException failure) {
        try {
            write(report);
        } catch (LabctlException unwritten) {
            failure.addSuppressed(unwritten);
        }
    }

    /** Writes the reports of a run that has failed, whose own exit code stays the one that counts. */
    public void writeAfterFailure(Report report, Output talk) {
        try {
            write(report);
        } catch (LabctlException unwritten) {
            talk.say("labctl: " + unwritten.text());
        }
    }

    private List<ReportFile<ReportFormat>> files() {
        return ReportFile.all(ReportFormat.class, given);
    }
}
