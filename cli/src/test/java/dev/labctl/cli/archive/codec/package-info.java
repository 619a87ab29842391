@NullMarked
package dev.labctl.cli.archive.codec;

import org.jspecify.annotations.NullMarked;
