/** The AWS clients functions use. */
@NullMarked
package dev.labctl.runtime.client;

import org.jspecify.annotations.NullMarked;
