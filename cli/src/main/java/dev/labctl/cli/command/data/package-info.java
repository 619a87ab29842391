/** The verbs that put data into labs, and list what became of it. */
@NullMarked
package dev.labctl.cli.command.data;

import org.jspecify.annotations.NullMarked;
