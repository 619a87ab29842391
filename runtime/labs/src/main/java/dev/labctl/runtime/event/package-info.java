/** The events AWS services hand to functions, and how functions read and answer them. */
@NullMarked
package dev.labctl.runtime.event;

import org.jspecify.annotations.NullMarked;
