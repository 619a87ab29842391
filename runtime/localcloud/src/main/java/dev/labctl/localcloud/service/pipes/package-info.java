/** Amazon EventBridge Pipes: from DynamoDB streams and SQS queues, through a filter, to queues and functions. */
@NullMarked
package dev.labctl.localcloud.service.pipes;

import org.jspecify.annotations.NullMarked;
