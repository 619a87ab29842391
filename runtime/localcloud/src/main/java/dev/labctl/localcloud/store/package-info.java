/** The embedded store: named tables, atomic writes, group commit. */
@NullMarked
package dev.labctl.localcloud.store;

import org.jspecify.annotations.NullMarked;
