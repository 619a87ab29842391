package dev.labctl.cli.command.backup;

import dev.labctl.cli.error.LabctlException;
import picocli.CommandLine.Option;

/** How much is done side by side by what loads a database. */
final class JobsOption {
    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "How many connections load at the same time (default: one for each processor).")
    private int jobs = Runtime.getRuntime().availableProcessors();

    /**
     * Refuses a number of connections that is none.
     *
     * @throws LabctlException exit code 2
     */
    void check() {
        if (jobs < 1) {
            throw LabctlException.usage("--jobs must be at least 1", "--jobs 2");
        }
    }

    /** How many connections there may be. */
    int connections() {
        return jobs;
    }
}
