/** s3-replication: copies each object created in the primary bucket to the backup bucket. */
@NullMarked
package dev.labctl.runtime.lab.s3replication;

import org.jspecify.annotations.NullMarked;
