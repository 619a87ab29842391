@NullMarked
package dev.labctl.cli.lab.rdsbackup;

import org.jspecify.annotations.NullMarked;
