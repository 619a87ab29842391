/** The Lab contract, the list of labs, and one package for each lab. */
@NullMarked
package dev.labctl.cli.lab;

import org.jspecify.annotations.NullMarked;
