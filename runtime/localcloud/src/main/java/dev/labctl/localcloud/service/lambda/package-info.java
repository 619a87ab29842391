/** AWS Lambda: functions, versions, aliases, layers, permissions, and their invocation, sync and async. */
@NullMarked
package dev.labctl.localcloud.service.lambda;

import org.jspecify.annotations.NullMarked;
