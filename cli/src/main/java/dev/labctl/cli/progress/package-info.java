/** What is going on in a run: shown as it goes on a terminal, told from time to time elsewhere. */
@NullMarked
package dev.labctl.cli.progress;

import org.jspecify.annotations.NullMarked;
