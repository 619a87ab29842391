/** The verbs that back databases up, and restore them. */
@NullMarked
package dev.labctl.cli.command.backup;

import org.jspecify.annotations.NullMarked;
