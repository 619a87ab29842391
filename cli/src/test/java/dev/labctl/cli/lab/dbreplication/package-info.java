@NullMarked
package dev.labctl.cli.lab.dbreplication;

import org.jspecify.annotations.NullMarked;
