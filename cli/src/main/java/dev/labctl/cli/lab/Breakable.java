package dev.labctl.cli.lab;

import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.fault.Fault;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Can be broken for practice: {@code labctl break}. */
public non-sealed interface Breakable extends Capability {
    @Override
    default String verb() {
        return "break";
    }

    /** The ways it can be broken; their names are unique. */
    List<Fault> faults();

    /** The way of that name, if there is one. */
    default Optional<Fault> fault(String name) {
        return faults().stream().filter(fault -> fault.name().equals(name)).findFirst();
    }

    /**
     * The way of that name.
     *
     * @throws LabctlException exit code 2, naming those there are
     */
    default Fault faultNamed(String name) {
        return fault(name)
                .orElseThrow(() -> LabctlException.usage(
                        "there is no scenario '%s'".formatted(name),
                        "choose one of: " + faults().stream().map(Fault::name).collect(Collectors.joining(", "))));
    }
}
