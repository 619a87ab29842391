/** Amazon RDS for PostgreSQL, over real servers. */
@NullMarked
package dev.labctl.localcloud.service.rds;

import org.jspecify.annotations.NullMarked;
