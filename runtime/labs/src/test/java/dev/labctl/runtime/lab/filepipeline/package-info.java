/** The worker and the launcher of the file pipeline, on a local cloud. */
@NullMarked
package dev.labctl.runtime.lab.filepipeline;

import org.jspecify.annotations.NullMarked;
