/** What services hand to queues, topics and functions on someone's behalf. */
@NullMarked
package dev.labctl.localcloud.targets;

import org.jspecify.annotations.NullMarked;
