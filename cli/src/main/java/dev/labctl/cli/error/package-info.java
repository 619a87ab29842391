/** What can go wrong, said once: a failure's exit code, its sentence and its fix. */
@NullMarked
package dev.labctl.cli.error;

import org.jspecify.annotations.NullMarked;
