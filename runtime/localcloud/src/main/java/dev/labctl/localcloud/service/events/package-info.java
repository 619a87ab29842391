/** Amazon EventBridge: buses, rules with patterns or schedules, and the delivery of events to their targets. */
@NullMarked
package dev.labctl.localcloud.service.events;

import org.jspecify.annotations.NullMarked;
