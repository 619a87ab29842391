/** file-pipeline: what it is, its items, and its checks. */
@NullMarked
package dev.labctl.cli.lab.filepipeline;

import org.jspecify.annotations.NullMarked;
