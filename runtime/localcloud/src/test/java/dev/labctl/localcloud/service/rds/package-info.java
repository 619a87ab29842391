/** Tests of RDS. */
@NullMarked
package dev.labctl.localcloud.service.rds;

import org.jspecify.annotations.NullMarked;
