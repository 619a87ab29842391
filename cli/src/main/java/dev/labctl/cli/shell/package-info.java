/** Sessions at a terminal that take one command after the other. */
@NullMarked
package dev.labctl.cli.shell;

import org.jspecify.annotations.NullMarked;
