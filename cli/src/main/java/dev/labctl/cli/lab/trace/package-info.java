/** The way of one thing through a lab: events from logs and service records, in order, with the time between them. */
@NullMarked
package dev.labctl.cli.lab.trace;

import org.jspecify.annotations.NullMarked;
