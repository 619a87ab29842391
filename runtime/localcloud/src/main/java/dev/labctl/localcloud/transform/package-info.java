/** Input transformation, as rules and pipes have it in common: paths into events, and templates with placeholders. */
@NullMarked
package dev.labctl.localcloud.transform;

import org.jspecify.annotations.NullMarked;
