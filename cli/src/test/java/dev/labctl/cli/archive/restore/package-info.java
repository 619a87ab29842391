@NullMarked
package dev.labctl.cli.archive.restore;

import org.jspecify.annotations.NullMarked;
