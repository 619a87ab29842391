/** The items of the file pipeline and what its launcher answers. */
@NullMarked
package dev.labctl.wire.filepipeline;

import org.jspecify.annotations.NullMarked;
