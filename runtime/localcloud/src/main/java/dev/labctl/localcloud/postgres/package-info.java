/** Real PostgreSQL servers, one process each: their binaries, data directories, certificates and the door in front. */
@NullMarked
package dev.labctl.localcloud.postgres;

import org.jspecify.annotations.NullMarked;
