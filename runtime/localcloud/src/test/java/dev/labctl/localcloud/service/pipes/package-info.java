/** Tests of EventBridge Pipes, by the real SDK. */
@NullMarked
package dev.labctl.localcloud.service.pipes;

import org.jspecify.annotations.NullMarked;
