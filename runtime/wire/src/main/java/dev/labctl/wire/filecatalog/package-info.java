/** What the file-catalog function answers and the rows it writes. */
@NullMarked
package dev.labctl.wire.filecatalog;

import org.jspecify.annotations.NullMarked;
