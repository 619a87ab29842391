package dev.labctl.wire.dbreplication;

/**
 * What {@code db-backup} answers: {@code {"copiedRows": n, "checksum": "...", "durationMs": n}}.
 *
 * @param copiedRows how many rows the backup table has now
 * @param checksum of all rows, whatever their order; equal in both databases
 * @param durationMs how long the copy took, in milliseconds
 */
public record CopyResult(long copiedRows, String checksum, long durationMs) {}
