/** Tests of Amazon CloudWatch. */
@NullMarked
package dev.labctl.localcloud.service.cloudwatch;

import org.jspecify.annotations.NullMarked;
