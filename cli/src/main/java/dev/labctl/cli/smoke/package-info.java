/** Runs that deploy, verify and destroy labs, several at once where that is asked for. */
@NullMarked
package dev.labctl.cli.smoke;

import org.jspecify.annotations.NullMarked;
