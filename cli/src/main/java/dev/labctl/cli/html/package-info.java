/** Pages of HTML: their frame, their style, and text that is put together to markup. */
@NullMarked
package dev.labctl.cli.html;

import org.jspecify.annotations.NullMarked;
