/** The verbs that break a lab, help to find out, and put it back. */
@NullMarked
package dev.labctl.cli.command.practice;

import org.jspecify.annotations.NullMarked;
