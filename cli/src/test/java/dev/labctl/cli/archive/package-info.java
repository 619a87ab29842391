@NullMarked
package dev.labctl.cli.archive;

import org.jspecify.annotations.NullMarked;
