/** Tests of the local cloud as a whole, and the fixture that all its tests share. */
@NullMarked
package dev.labctl.localcloud;

import org.jspecify.annotations.NullMarked;
