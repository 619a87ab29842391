/** Amazon EventBridge Scheduler: schedules, once or recurring, that invoke functions, queues, topics and event buses. */
@NullMarked
package dev.labctl.localcloud.service.scheduler;

import org.jspecify.annotations.NullMarked;
