package dev.labctl.cli.load;

import java.util.random.RandomGenerator;

/** What virtual users do. */
@FunctionalInterface
public interface Scenario {
    /**
     * Makes a user, whom one thread has.
     *
     * @param number from 0
     * @param random the same numbers for the same user of the same seed
     */
    VirtualUser user(int number, RandomGenerator random);
}
