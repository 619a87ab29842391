/** Faults on purpose: throttling, latency, and deliveries that come twice or out of order, repeatable by a seed. */
@NullMarked
package dev.labctl.localcloud.chaos;

import org.jspecify.annotations.NullMarked;
