@NullMarked
package dev.labctl.cli.backup;

import org.jspecify.annotations.NullMarked;
