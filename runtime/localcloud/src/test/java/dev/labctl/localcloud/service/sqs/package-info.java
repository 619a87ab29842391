/** Tests of Amazon SQS. */
@NullMarked
package dev.labctl.localcloud.service.sqs;

import org.jspecify.annotations.NullMarked;
