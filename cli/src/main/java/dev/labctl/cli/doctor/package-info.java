/** Looks for whatever could keep labctl from working, before it does. */
@NullMarked
package dev.labctl.cli.doctor;

import org.jspecify.annotations.NullMarked;
