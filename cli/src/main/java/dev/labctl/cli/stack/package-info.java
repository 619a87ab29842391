/** Deploys and destroys stacks: change sets, events, root causes, packaging, receipts. */
@NullMarked
package dev.labctl.cli.stack;

import org.jspecify.annotations.NullMarked;
