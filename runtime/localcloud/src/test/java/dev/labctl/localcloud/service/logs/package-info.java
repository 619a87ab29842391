/** CloudWatch Logs through the SDK. */
@NullMarked
package dev.labctl.localcloud.service.logs;

import org.jspecify.annotations.NullMarked;
