@NullMarked
package dev.labctl.cli.progress;

import org.jspecify.annotations.NullMarked;
