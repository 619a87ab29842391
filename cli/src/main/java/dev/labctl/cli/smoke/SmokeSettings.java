package dev.labctl.cli.smoke;

import dev.labctl.cli.stack.StackNames;
import java.time.Duration;

/**
 * How a run goes about its labs.
 *
 * @param parallel how many labs are worked on at once
 * @param failFast begin with no further lab once something has failed
 * @param keep do not destroy
 * @param timeout how long to wait for a stack
 */
public record SmokeSettings(int parallel, boolean failFast, boolean keep, StackNames names, Duration timeout) {}
