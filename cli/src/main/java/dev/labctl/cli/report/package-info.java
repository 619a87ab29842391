/** Reports of what was verified, as files for CI servers, programs and people. */
@NullMarked
package dev.labctl.cli.report;

import org.jspecify.annotations.NullMarked;
