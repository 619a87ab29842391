/** Checks that several labs share: private buckets, logging and failing functions, armed alarms. */
@NullMarked
package dev.labctl.cli.lab.check;

import org.jspecify.annotations.NullMarked;
