/** Amazon SQS: standard and FIFO queues that lose nothing they acknowledged. */
@NullMarked
package dev.labctl.localcloud.service.sqs;

import org.jspecify.annotations.NullMarked;
