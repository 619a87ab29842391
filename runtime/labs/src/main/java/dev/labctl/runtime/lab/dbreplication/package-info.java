/** The functions of db-replication: they seed a table, copy it whole to another database, and compare both. */
@NullMarked
package dev.labctl.runtime.lab.dbreplication;

import org.jspecify.annotations.NullMarked;
