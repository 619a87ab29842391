/** Restores an archive into a database: schema, rows over several connections, then indexes, constraints and triggers. */
@NullMarked
package dev.labctl.cli.archive.restore;

import org.jspecify.annotations.NullMarked;
