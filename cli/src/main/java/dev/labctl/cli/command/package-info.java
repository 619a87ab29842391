/** One class per verb, and the options that verbs share. */
@NullMarked
package dev.labctl.cli.command;

import org.jspecify.annotations.NullMarked;
