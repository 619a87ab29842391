/** The function of rds-backup: a database's dump, streamed to S3 while it is made. */
@NullMarked
package dev.labctl.runtime.lab.rdsbackup;

import org.jspecify.annotations.NullMarked;
