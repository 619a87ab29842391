/** file-catalog: writes a row for each object created in the bucket. */
@NullMarked
package dev.labctl.runtime.lab.filecatalog;

import org.jspecify.annotations.NullMarked;
