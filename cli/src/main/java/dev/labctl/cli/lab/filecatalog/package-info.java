/** file-catalog: the descriptor, its exercise and its checks. */
@NullMarked
package dev.labctl.cli.lab.filecatalog;

import org.jspecify.annotations.NullMarked;
