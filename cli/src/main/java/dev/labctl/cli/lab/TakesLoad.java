package dev.labctl.cli.lab;

import dev.labctl.cli.load.Subject;
import dev.labctl.cli.stack.Deployment;

/** Can be put under load by virtual users: {@code labctl load}. */
public non-sealed interface TakesLoad extends Capability {
    @Override
    default String verb() {
        return "load";
    }

    /** The deployed lab, as a load calls and judges it; of this run alone. */
    Subject subject(Deployment deployment);
}
