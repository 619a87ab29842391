package dev.labctl.cli.archive.restore;

import java.util.List;

/**
 * What a restore did.
 *
 * @param entries how many entries of the archive were restored
 * @param tables whose rows were loaded
 * @param rows of all tables, as the server counted them
 * @param skipped what was left out and why, a sentence each: owners and grants of roles that do not exist
 */
public record RestoreReport(int entries, int tables, long rows, long largeObjects, List<String> skipped) {
    /** Copies the list. */
    public RestoreReport {
        skipped = List.copyOf(skipped);
    }
}
