/** s3-replication: the descriptor, its exercise and its checks. */
@NullMarked
package dev.labctl.cli.lab.s3replication;

import org.jspecify.annotations.NullMarked;
