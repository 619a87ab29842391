/** The verbs of the file pipeline: items, the queue, the instances that work. */
@NullMarked
package dev.labctl.cli.command.pipeline;

import org.jspecify.annotations.NullMarked;
