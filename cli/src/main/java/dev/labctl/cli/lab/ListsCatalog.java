package dev.labctl.cli.lab;

import dev.labctl.cli.stack.Deployment;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps a catalogue of what was uploaded: {@code labctl catalog}. */
public non-sealed interface ListsCatalog extends Capability {
    @Override
    default String verb() {
        return "catalog";
    }

    /**
     * The rows, read while they are consumed; each maps attribute names to plain values.
     *
     * @param key only the rows of this object key
     */
    Stream<Map<String, Object>> rows(Deployment deployment, Optional<String> key);
}
