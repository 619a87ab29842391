@NullMarked
package dev.labctl.cli.lab.fault;

import org.jspecify.annotations.NullMarked;
