/** The program: its verbs, how they are listed, run, completed, and typed in a session; a package below for each group of verbs. */
@NullMarked
package dev.labctl.cli.command;

import org.jspecify.annotations.NullMarked;
