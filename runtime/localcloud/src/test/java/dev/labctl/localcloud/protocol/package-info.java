/** Tests of the wire protocols against the SDK's own clients. */
@NullMarked
package dev.labctl.localcloud.protocol;

import org.jspecify.annotations.NullMarked;
