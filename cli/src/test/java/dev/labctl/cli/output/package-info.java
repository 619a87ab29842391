@NullMarked
package dev.labctl.cli.output;

import org.jspecify.annotations.NullMarked;
