/** Waiting with a deadline, a goal in words and the last state seen. */
@NullMarked
package dev.labctl.cli.poll;

import org.jspecify.annotations.NullMarked;
