/** Tests of the PostgreSQL servers. */
@NullMarked
package dev.labctl.localcloud.postgres;

import org.jspecify.annotations.NullMarked;
