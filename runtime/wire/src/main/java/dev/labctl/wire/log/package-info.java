/** The members of the lines of JSON that the labs' functions log. */
@NullMarked
package dev.labctl.wire.log;

import org.jspecify.annotations.NullMarked;
