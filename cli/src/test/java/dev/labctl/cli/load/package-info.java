@NullMarked
package dev.labctl.cli.load;

import org.jspecify.annotations.NullMarked;
