/** Decoders of the compressed streams inside archives, in plain Java: LZ4 frames and Zstandard frames. */
@NullMarked
package dev.labctl.cli.archive.codec;

import org.jspecify.annotations.NullMarked;
