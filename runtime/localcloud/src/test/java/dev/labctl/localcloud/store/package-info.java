/** Tests of the embedded store. */
@NullMarked
package dev.labctl.localcloud.store;

import org.jspecify.annotations.NullMarked;
