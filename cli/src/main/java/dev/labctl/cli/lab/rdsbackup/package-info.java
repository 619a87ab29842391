/** The lab rds-backup: where it stands, what it is asked, what it promises. */
@NullMarked
package dev.labctl.cli.lab.rdsbackup;

import org.jspecify.annotations.NullMarked;
