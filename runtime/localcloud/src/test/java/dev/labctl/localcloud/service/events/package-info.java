/** Tests of EventBridge with the real SDK, real functions and the clock. */
@NullMarked
package dev.labctl.localcloud.service.events;

import org.jspecify.annotations.NullMarked;
