/** What the db-replication functions are asked and answer. */
@NullMarked
package dev.labctl.wire.dbreplication;

import org.jspecify.annotations.NullMarked;
