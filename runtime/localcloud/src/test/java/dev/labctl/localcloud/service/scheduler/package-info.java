/** Tests of EventBridge Scheduler, by the real SDK. */
@NullMarked
package dev.labctl.localcloud.service.scheduler;

import org.jspecify.annotations.NullMarked;
