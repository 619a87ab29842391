@NullMarked
package dev.labctl.runtime;

import org.jspecify.annotations.NullMarked;
