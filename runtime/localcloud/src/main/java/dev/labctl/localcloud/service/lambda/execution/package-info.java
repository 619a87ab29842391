/** Execution environments: function processes, the Runtime API they speak to, their output and their logs. */
@NullMarked
package dev.labctl.localcloud.service.lambda.execution;

import org.jspecify.annotations.NullMarked;
