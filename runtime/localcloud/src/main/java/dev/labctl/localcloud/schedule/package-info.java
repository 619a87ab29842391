/** The schedule expressions that EventBridge's rules and EventBridge Scheduler share: {@code rate(...)} and {@code cron(...)}. */
@NullMarked
package dev.labctl.localcloud.schedule;

import org.jspecify.annotations.NullMarked;
