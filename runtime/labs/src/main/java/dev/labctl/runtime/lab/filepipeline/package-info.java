/** file-pipeline: launches workers when there are messages, and copies the input of each item to its output. */
@NullMarked
package dev.labctl.runtime.lab.filepipeline;

import org.jspecify.annotations.NullMarked;
