package dev.labctl.cli.archive.restore;

/**
 * How to restore.
 *
 * @param jobs how many connections work at the same time, at least 1
 * @param existing what to do when the database already has objects of the archive
 * @param owners whether objects get their owners, as far as the roles exist and may be given them
 * @param privileges whether GRANTs and REVOKEs are carried out
 */
public record RestoreOptions(int jobs, Existing existing, boolean owners, boolean privileges) {
    /** What to do with objects that are already there. */
    public enum Existing {
        /** Restore nothing, and name them. */
        REFUSE,
        /** Drop what the archive also has, all in one transaction, and restore. */
        REPLACE
    }

    /** Checks the number of jobs. */
    public RestoreOptions {
        if (jobs < 1) {
            throw new IllegalArgumentException("a restore needs at least one connection");
        }
    }

    /** Owners and privileges as far as the roles exist; nothing that exists is touched. */
    public static RestoreOptions jobs(int jobs) {
        return new RestoreOptions(jobs, Existing.REFUSE, true, true);
    }
}
