/** The only place that sees the AWS SDK: AWS services as the labs and the stack engine need them. */
@NullMarked
package dev.labctl.cli.cloud;

import org.jspecify.annotations.NullMarked;
