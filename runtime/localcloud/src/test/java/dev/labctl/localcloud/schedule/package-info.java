/** Tests of schedule expressions. */
@NullMarked
package dev.labctl.localcloud.schedule;

import org.jspecify.annotations.NullMarked;
