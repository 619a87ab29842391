/** Copies objects of any size from place to place within S3. */
@NullMarked
package dev.labctl.runtime.copy;

import org.jspecify.annotations.NullMarked;
