/** Breaking a deployed lab for practice: what can be set in a lab, how it is set wrongly, and the record that heals it. */
@NullMarked
package dev.labctl.cli.lab.fault;

import org.jspecify.annotations.NullMarked;
