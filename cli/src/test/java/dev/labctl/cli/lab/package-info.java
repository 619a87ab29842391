/** The real command line against the real local cloud. */
@NullMarked
package dev.labctl.cli.lab;

import org.jspecify.annotations.NullMarked;
