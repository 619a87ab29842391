@NullMarked
package dev.labctl.localcloud.console;

import org.jspecify.annotations.NullMarked;
