/** The local stand-in for AWS. */
@NullMarked
package dev.labctl.localcloud;

import org.jspecify.annotations.NullMarked;
