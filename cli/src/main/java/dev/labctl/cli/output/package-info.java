/** Results on stdout as text or JSON, talk on stderr. */
@NullMarked
package dev.labctl.cli.output;

import org.jspecify.annotations.NullMarked;
