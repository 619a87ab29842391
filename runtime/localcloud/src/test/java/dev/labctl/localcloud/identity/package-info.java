/** Policies and their evaluation, held to AWS's documentation. */
@NullMarked
package dev.labctl.localcloud.identity;

import org.jspecify.annotations.NullMarked;
