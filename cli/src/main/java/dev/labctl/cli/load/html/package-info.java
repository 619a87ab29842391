/** A load's report as one HTML file, its plots drawn as SVG. */
@NullMarked
package dev.labctl.cli.load.html;

import org.jspecify.annotations.NullMarked;
