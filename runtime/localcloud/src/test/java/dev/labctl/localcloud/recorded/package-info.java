/** Answers that were recorded on AWS, and how ours are held to them. */
@NullMarked
package dev.labctl.localcloud.recorded;

import org.jspecify.annotations.NullMarked;
