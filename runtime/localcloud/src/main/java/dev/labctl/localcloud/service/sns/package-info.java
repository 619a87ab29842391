/** Amazon SNS: topics that fan out to queues and functions, each delivery persisted before it is acknowledged. */
@NullMarked
package dev.labctl.localcloud.service.sns;

import org.jspecify.annotations.NullMarked;
