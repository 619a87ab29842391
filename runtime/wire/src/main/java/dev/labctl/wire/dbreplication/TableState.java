package dev.labctl.wire.dbreplication;

/**
 * One side's table.
 *
 * @param rows how many it has
 * @param checksum of all rows, whatever their order
 */
public record TableState(long rows, String checksum) {}
