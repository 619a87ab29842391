package dev.labctl.cli.lab;

import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.Verification;
import java.util.List;
import java.util.Optional;

/**
 * A lab: one system, one template, one stack. A lab states what it is and what it promises; how it is deployed,
 * verified and destroyed is the same for all. Implementations have no state.
 */
public interface Lab {
    /** The name in lower-case words with dashes; also the folder under {@code templates/}. */
    String slug();

    /** What the lab does, in one line. */
    String summary();

    /** What a deployed lab promises, in the order in which it is checked; names are unique. */
    List<Check> checks();

    /** What this lab can do beyond being deployed, verified and destroyed. */
    default List<Capability> capabilities() {
        return List.of();
    }

    /** The slug of the lab that has to be deployed before this one can be; empty for most. */
    default Optional<String> standsOn() {
        return Optional.empty();
    }

    /** Removes what this run's exercises left in the lab. Runs after the checks, also after failed ones. */
    default void cleanUp(Verification verification) {}
}
