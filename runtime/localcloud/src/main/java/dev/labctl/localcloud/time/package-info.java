/** The one clock that schedules, timeouts and TTLs read. */
@NullMarked
package dev.labctl.localcloud.time;

import org.jspecify.annotations.NullMarked;
