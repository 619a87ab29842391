/** The local cloud as a process: starting, finding, asking and stopping it. */
@NullMarked
package dev.labctl.cli.cloud.local;

import org.jspecify.annotations.NullMarked;
