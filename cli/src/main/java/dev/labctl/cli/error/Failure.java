package dev.labctl.cli.error;

/** The ways a run can fail. The exit codes are part of the command line's contract and never change. */
public enum Failure {
    /** A verification ran, and a check did not hold. */
    CHECKS_FAILED(1),
    /** The command line, a file or a template that the user gave is wrong. */
    USAGE(2),
    /** The lab that was asked about is not deployed there. */
    NOT_DEPLOYED(3),
    /** No credentials, expired ones, or ones that may not do this. */
    CREDENTIALS(4),
    /** The cloud refused or failed a request. */
    CLOUD(5),
    /** A deadline passed before the goal was reached. */
    TIMED_OUT(6),
    /** A destroy left something behind. */
    LEFTOVERS(7),
    /** A bug in labctl. */
    INTERNAL(70);

    private final int exitCode;

    Failure(int exitCode) {
        this.exitCode = exitCode;
    }

    /** The process's exit code for this failure. */
    public int exitCode() {
        return exitCode;
    }
}
