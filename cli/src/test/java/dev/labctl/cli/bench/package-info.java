/** Measures labctl and the local cloud, in pairs with what a user would use instead; {@code scripts/bench} runs it. */
@NullMarked
package dev.labctl.cli.bench;

import org.jspecify.annotations.NullMarked;
