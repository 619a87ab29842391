/** What a command line can go on with: words of the command's own, and names of what is there now. */
@NullMarked
package dev.labctl.cli.completion;

import org.jspecify.annotations.NullMarked;
