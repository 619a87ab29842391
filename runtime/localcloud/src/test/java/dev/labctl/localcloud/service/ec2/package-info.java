/** Tests of Amazon EC2. */
@NullMarked
package dev.labctl.localcloud.service.ec2;

import org.jspecify.annotations.NullMarked;
