/** What the s3-replication functions answer. */
@NullMarked
package dev.labctl.wire.s3replication;

import org.jspecify.annotations.NullMarked;
