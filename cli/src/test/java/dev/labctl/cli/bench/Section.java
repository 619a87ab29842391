package dev.labctl.cli.bench;

import java.util.function.Consumer;

/** Figures that are measured together. */
interface Section {
    String name();

    void measure(Bed bed, Consumer<Row> table) throws Exception;
}
