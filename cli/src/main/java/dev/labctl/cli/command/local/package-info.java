/** The verbs of the local cloud. */
@NullMarked
package dev.labctl.cli.command.local;

import org.jspecify.annotations.NullMarked;
