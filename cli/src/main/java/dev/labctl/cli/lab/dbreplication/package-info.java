/** The lab db-replication: what it promises, and how its table is filled. */
@NullMarked
package dev.labctl.cli.lab.dbreplication;

import org.jspecify.annotations.NullMarked;
