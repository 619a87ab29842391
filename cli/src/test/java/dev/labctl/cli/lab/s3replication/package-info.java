/** s3-replication seen to fail where it is broken. */
@NullMarked
package dev.labctl.cli.lab.s3replication;

import org.jspecify.annotations.NullMarked;
