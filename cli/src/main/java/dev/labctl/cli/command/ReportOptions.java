package dev.labctl.cli.command;

import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.report.Report;
import dev.labctl.cli.report.ReportFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Reports of verifications that are written to files: shared by the verbs that verify. */
final class ReportOptions {
    @Option(
            names = "--report",
            paramLabel = "junit|json|tap|html=FILE",
            description = "Also write a report to a file, whatever the outcome; may be given for every format.")
    private Map<ReportFormat, Path> files = new LinkedHashMap<>();

    /**
     * Fails before long work that a report could not be written.
     *
     * @throws LabctlException exit code 2, naming the file
     */
    void check() {
        files.forEach((format, file) -> requireWritable(file, "--report with a file in a folder of yours"));
        if (files.values().stream().map(Path::toAbsolutePath).distinct().count() < files.size()) {
            throw LabctlException.usage("two reports cannot go to the same file", "give each --report its own file");
        }
    }

    /** Fails when a file cannot be written; folders on the way to it are made. */
    static void requireWritable(Path file, String fix) {
        if (Files.isDirectory(file)) {
            throw LabctlException.usage("cannot write the report %s: it is a folder".formatted(file), fix);
        }
        Path folder = file.toAbsolutePath().getParent();
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw unwritable(file, e);
        }
        Path place = Files.exists(file) || folder == null ? file : folder;
        if (!Files.isWritable(place)) {
            throw LabctlException.usage("cannot write the report %s: permission denied".formatted(file), fix);
        }
    }

    /**
     * Writes the reports that were asked for.
     *
     * @throws LabctlException exit code 2, when one cannot be written; the others are
     */
    void write(Report report) {
        LabctlException first = null;
        for (Map.Entry<ReportFormat, Path> each : files.entrySet()) {
            try {
                text(each.getValue(), each.getKey().of(report));
            } catch (IOException e) {
                first = first == null ? unwritable(each.getValue(), e) : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Writes the reports of a run that fails for another reason, which stays the one that is told. */
    void write(Report report, LabctlException failure) {
        try {
            write(report);
        } catch (LabctlException unwritten) {
            failure.addSuppressed(unwritten);
        }
    }

    /** Writes the reports of a run that has failed, whose own exit code stays the one that counts. */
    void writeAfterFailure(Report report, Output talk) {
        try {
            write(report);
        } catch (LabctlException unwritten) {
            talk.say("labctl: " + unwritten.text());
        }
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
