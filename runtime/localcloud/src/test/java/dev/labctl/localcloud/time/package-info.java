/** Tests of the cloud's clock by itself. */
@NullMarked
package dev.labctl.localcloud.time;

import org.jspecify.annotations.NullMarked;
