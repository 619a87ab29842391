/** CloudWatch Logs: groups, streams, events, filter patterns and metric filters. */
@NullMarked
package dev.labctl.localcloud.service.logs;

import org.jspecify.annotations.NullMarked;
