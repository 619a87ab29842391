/** What the READMEs promise their readers: every command of their blocks is run, and prints what is shown. */
@NullMarked
package dev.labctl.cli.readme;

import org.jspecify.annotations.NullMarked;
