/** file-catalog seen to fail where it is broken. */
@NullMarked
package dev.labctl.cli.lab.filecatalog;

import org.jspecify.annotations.NullMarked;
