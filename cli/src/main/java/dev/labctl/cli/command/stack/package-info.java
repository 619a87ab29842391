/** The verbs for labs as a whole: deploy, verify, status, destroy, and all of it in one run. */
@NullMarked
package dev.labctl.cli.command.stack;

import org.jspecify.annotations.NullMarked;
