/** Amazon CloudWatch: metrics, alarms that change state on them, dashboards. */
@NullMarked
package dev.labctl.localcloud.service.cloudwatch;

import org.jspecify.annotations.NullMarked;
