/** The verbs that run functions, and show what they did. */
@NullMarked
package dev.labctl.cli.command.function;

import org.jspecify.annotations.NullMarked;
