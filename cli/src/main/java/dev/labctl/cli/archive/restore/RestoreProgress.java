package dev.labctl.cli.archive.restore;

import dev.labctl.cli.archive.TocEntry;

/** Is told how a restore gets on; called by several threads. */
@FunctionalInterface
public interface RestoreProgress {
    /** Nobody listens. */
    RestoreProgress NONE = (entry, rows) -> {};

    /** An entry is restored; {@code rows} is 0 for those without rows. */
    void restored(TocEntry entry, long rows);
}
