/** STS and what its credentials may do, through the real SDK. */
@NullMarked
package dev.labctl.localcloud.service.sts;

import org.jspecify.annotations.NullMarked;
