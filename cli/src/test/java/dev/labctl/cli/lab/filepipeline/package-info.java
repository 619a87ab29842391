/** file-pipeline as its users see it. */
@NullMarked
package dev.labctl.cli.lab.filepipeline;

import org.jspecify.annotations.NullMarked;
