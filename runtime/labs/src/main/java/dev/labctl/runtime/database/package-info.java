/** How functions reach PostgreSQL on RDS: addresses, credentials from Secrets Manager, TLS with RDS's authorities. */
@NullMarked
package dev.labctl.runtime.database;

import org.jspecify.annotations.NullMarked;
