/** Load: virtual users that call a system, what is measured of it, and how that is shown. Knows no lab. */
@NullMarked
package dev.labctl.cli.load;

import org.jspecify.annotations.NullMarked;
