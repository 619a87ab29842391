/** Checks with evidence, and the reports of a verification. */
@NullMarked
package dev.labctl.cli.verify;

import org.jspecify.annotations.NullMarked;
