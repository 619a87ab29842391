/** Tests of Amazon SNS. */
@NullMarked
package dev.labctl.localcloud.service.sns;

import org.jspecify.annotations.NullMarked;
