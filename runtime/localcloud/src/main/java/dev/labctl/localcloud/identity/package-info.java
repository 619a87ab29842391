/** Principals, credentials, IAM policies and their evaluation. */
@NullMarked
package dev.labctl.localcloud.identity;

import org.jspecify.annotations.NullMarked;
