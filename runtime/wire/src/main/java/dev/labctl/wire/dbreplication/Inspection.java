package dev.labctl.wire.dbreplication;

/** What {@code db-inspect} answers: both sides' tables. */
public record Inspection(TableState source, TableState target) {}
