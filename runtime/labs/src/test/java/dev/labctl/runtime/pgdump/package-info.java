@NullMarked
package dev.labctl.runtime.pgdump;

import org.jspecify.annotations.NullMarked;
