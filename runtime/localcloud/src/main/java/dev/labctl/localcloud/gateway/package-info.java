/** HTTP in, HTTP out: routing, signatures, error rendering, administration. */
@NullMarked
package dev.labctl.localcloud.gateway;

import org.jspecify.annotations.NullMarked;
