@NullMarked
package dev.labctl.cli.doctor;

import org.jspecify.annotations.NullMarked;
