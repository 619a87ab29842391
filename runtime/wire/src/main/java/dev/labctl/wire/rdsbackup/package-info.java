/** What the rds-backup function is asked and answers, and what it keeps beside a dump. */
@NullMarked
package dev.labctl.wire.rdsbackup;

import org.jspecify.annotations.NullMarked;
